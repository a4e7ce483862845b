package io.mytracer.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds JVMs in {@code /proc}: processes that have {@code libjvm.so} mapped, or, where this user
 * may not see that, whose command is {@code java}. No JVM is asked, and none notices.
 */
public final class JavaProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final String LIBRARY = "/libjvm.so";

    private JavaProcesses() {}

    /**
     * Returns those of all users and containers, as far as {@code /proc} shows them, by pid.
     *
     * @throws IOException if there is no {@code /proc}
     */
    public static List<JavaProcess> all() throws IOException {
        List<JavaProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path directory : numbers) {
                find(Long.parseLong(directory.getFileName().toString())).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingLong(JavaProcess::pid));
        return found;
    }

    /**
     * Returns one of them.
     *
     * @throws AttachException if there is none with this pid
     */
    public static JavaProcess of(long pid) throws AttachException {
        Optional<JavaProcess> found = find(pid);
        if (found.isPresent()) {
            return found.get();
        }
        ProcDirectory process = new ProcDirectory(pid);
        throw new AttachException(
                process.exists()
                        ? pid + " (" + process.line("comm").orElse("?") + ") is not a JVM"
                        : "there is no process " + pid);
    }

    private static Optional<JavaProcess> find(long pid) {
        ProcDirectory process = new ProcDirectory(pid);
        Optional<List<String>> maps = process.lines("maps");
        String library = maps.flatMap(JavaProcesses::library).orElse(null);
        boolean isJvm =
                library != null || maps.isEmpty() && process.line("comm").orElse("").equals("java");
        if (!isJvm) {
            return Optional.empty();
        }
        Descriptors descriptors = Descriptors.of(process);
        return Optional.of(
                new JavaProcess(
                        pid,
                        process.user(),
                        MainClass.of(process.commandLine()),
                        library == null ? null : JavaVersion.of(process, Path.of(library)),
                        descriptors == null ? null : ListeningPorts.of(process, descriptors),
                        traced(process, descriptors),
                        Containers.of(process)));
    }

    /** A line of maps ends with the file. */
    private static Optional<String> library(List<String> maps) {
        return maps.stream()
                .map(line -> line.replace(" (deleted)", ""))
                .filter(line -> line.endsWith(LIBRARY))
                .map(line -> line.substring(line.indexOf('/')))
                .findFirst();
    }

    /** The agent's thread lives as long as the agent, and anybody may see a thread's name. */
    private static JavaProcess.Traced traced(ProcDirectory process, Descriptors descriptors) {
        if (!process.hasThread("mytracer")) {
            return JavaProcess.Traced.NO;
        }
        if (descriptors == null) {
            return JavaProcess.Traced.HIDDEN;
        }
        return descriptors.hasPrograms() ? JavaProcess.Traced.YES : JavaProcess.Traced.IDLE;
    }
}
