package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command {@code trace}, as users start it; killed when closed. */
public final class TraceProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What has happened is printed within about two seconds. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private final Process process;
    private final Output out;
    private final Output err;

    private TraceProcess(Process process) {
        this.process = process;
        out = new Output(process.getInputStream(), "stdout of trace");
        err = new Output(process.getErrorStream(), "stderr of trace");
    }

    /**
     * Starts it, and waits until the kernel is traced.
     *
     * @param directory for the file that tells so
     * @param arguments behind {@code trace}
     */
    public static TraceProcess start(Path directory, String... arguments)
            throws IOException, InterruptedException {
        return start(Redirect.PIPE, directory, arguments);
    }

    /**
     * Starts it as {@link #start}, with its output in a file.
     *
     * @param output is replaced
     */
    static TraceProcess startInto(Path output, Path directory, String... arguments)
            throws IOException, InterruptedException {
        return start(Redirect.to(output.toFile()), directory, arguments);
    }

    private static TraceProcess start(Redirect output, Path directory, String... arguments)
            throws IOException, InterruptedException {
        Path ready = directory.resolve("ready");
        Files.deleteIfExists(ready);
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                JvmCommand.AGENT.toString(),
                                "trace",
                                "--ready-file=" + ready));
        words.addAll(List.of(arguments));
        TraceProcess trace =
                new TraceProcess(new ProcessBuilder(words).redirectOutput(output).start());
        try {
            Await.until(
                    "the kernel is traced",
                    PATIENCE,
                    () -> Files.exists(ready) || !trace.process.isAlive());
            assertThat(Files.exists(ready)).as("the kernel is traced").isTrue();
            return trace;
        } catch (AssertionError e) {
            trace.close();
            throw new AssertionError(e.getMessage() + "; stderr: " + trace.err.lines(), e);
        }
    }

    /** Waits for a row, and returns all up to now. */
    public List<String> await(String what, Predicate<String> row) throws Exception {
        try {
            Await.until(what, SOON, () -> rows().stream().anyMatch(row));
            return rows();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + rows() + "; " + err.lines(), e);
        }
    }

    /**
     * Ends it as Ctrl-C does, which background jobs of shells ignore, and returns its exit code.
     */
    public int interrupt() throws IOException, InterruptedException {
        new Tool("/bin/kill").run("-TERM", Long.toString(process.pid()));
        return end();
    }

    /** Waits for its end, and returns its exit code. */
    public int end() throws InterruptedException {
        if (!process.waitFor(Slowness.allow(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs; " + rows() + "; " + err.lines());
        }
        out.all();
        err.all();
        return process.exitValue();
    }

    /** Returns the lines of stdout behind the header. */
    public List<String> rows() {
        return out.lines().stream().skip(1).toList();
    }

    /** Returns the lines of stderr. */
    public List<String> errors() {
        return err.lines();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
