package io.mytracer.it;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the system or the JDK that runs and ends.
 *
 * @param path or its name, where the search path has it
 */
public record Tool(String path) {
    private static final Duration PATIENCE = Slowness.allow(Duration.ofSeconds(60));

    public static Tool ofJdk(String name) {
        return new Tool(Path.of(System.getProperty("java.home"), "bin", name).toString());
    }

    /** Returns whether the system has a program of that name. */
    public static boolean exists(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** As {@link #feed} without any input. */
    public String run(String... arguments) throws IOException, InterruptedException {
        return feed("", Arrays.asList(arguments));
    }

    String run(List<String> arguments) throws IOException, InterruptedException {
        return feed("", arguments);
    }

    /**
     * Runs it to its end.
     *
     * @param input what it may read from its standard input
     * @param arguments of the command line
     * @return what it printed on standard output
     * @throws AssertionError if it does not succeed, with all that it printed
     */
    String feed(String input, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(path));
        words.addAll(arguments);
        Process process = new ProcessBuilder(words).start();
        Output err = new Output(process.getErrorStream(), "stderr of " + path);
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(words + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    "%s ended with %d:%n%s%n%s"
                            .formatted(
                                    String.join(" ", words),
                                    process.exitValue(),
                                    String.join("\n", err.all()),
                                    output));
        }
        return output;
    }
}
