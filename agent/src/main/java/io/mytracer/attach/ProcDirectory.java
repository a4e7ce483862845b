package io.mytracer.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code /proc/PID}. The process may end at any time, or be another user's: then it is empty. */
final class ProcDirectory {
    private final Path directory;

    ProcDirectory(long pid) {
        directory = Path.of("/proc", Long.toString(pid));
    }

    boolean exists() {
        return Files.exists(directory);
    }

    /** Returns the process' own view of an absolute path. */
    Path root(Path path) {
        return directory.resolve("root").resolve(Path.of("/").relativize(path));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Optional<List<String>> lines(String file) {
        try {
            // What is not UTF-8 in a path is none of our names.
            return Optional.of(
                    Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1)
                            .lines()
                            .toList());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Optional<String> line(String file) {
        return lines(file).flatMap(lines -> lines.stream().findFirst());
    }

    /** Returns the value of a line {@code Name: value} of status. */
    Optional<String> status(String name) {
        return lines("status").stream()
                .flatMap(List::stream)
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    List<String> commandLine() {
        try {
            String text = Files.readString(directory.resolve("cmdline"));
            return List.of(text.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    String user() {
        try {
            return Files.getOwner(directory).getName();
        } catch (IOException e) {
            return "?";
        }
    }

    boolean hasThread(String name) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(directory.resolve("task"))) {
            for (Path thread : threads) {
                if (lines("task/" + thread.getFileName() + "/comm")
                        .filter(comm -> comm.equals(List.of(name)))
                        .isPresent()) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
