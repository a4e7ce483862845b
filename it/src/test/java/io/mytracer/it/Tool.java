package io.mytracer.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system or the JDK that runs and ends. */
record Tool(String path) {

    static Tool ofJdk(String name) {
        return new Tool(Path.of(System.getProperty("java.home"), "bin", name).toString());
    }

    /** Returns whether the system has a program of that name. */
    static boolean exists(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    String run(String... arguments) throws IOException, InterruptedException {
        return run(List.of(arguments));
    }

    /** Runs it to its end and returns what it printed; anything but success is an error. */
    String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(path));
        words.addAll(arguments);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(words + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(words + " ended with " + process.exitValue() + ": " + output);
        }
        return output;
    }
}
