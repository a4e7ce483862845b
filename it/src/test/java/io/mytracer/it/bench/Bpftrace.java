package io.mytracer.it.bench;

import io.mytracer.it.Await;
import io.mytracer.it.KernelPrograms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running script of bpftrace that writes into a file; ended when closed. */
final class Bpftrace implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("it/src/test/bpftrace");
    private static final Pattern LOST = Pattern.compile("Lost (\\d+) events");

    /** Each of the scripts has so many. */
    private static final int PROBES = 9;

    private final Path output = Files.createTempFile("bpftrace", ".txt");
    private final Process process;

    /**
     * Starts a script, and returns once it is attached.
     *
     * @param script its file's name
     */
    Bpftrace(String script) throws IOException, InterruptedException {
        // It looks tracepoints up in tracefs, which may not be mounted; here it is for itself only.
        process =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tracefs tracefs /sys/kernel/tracing;"
                                        + " exec bpftrace "
                                        + SCRIPTS.resolve(script).toAbsolutePath())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Await.until("bpftrace is attached", Duration.ofSeconds(60), this::isAttached);
    }

    private boolean isAttached() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("bpftrace has ended: " + Files.readString(output));
        }
        return KernelPrograms.programs(process.pid()).size() >= PROBES;
    }

    long cpuNanos() throws IOException {
        return ProcessUse.cpuNanos(process.pid());
    }

    /** Ends it, and returns how many events it has printed or lost. */
    long end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("bpftrace does not end");
        }
        try (Stream<String> lines = Files.lines(output)) {
            return lines.mapToLong(Bpftrace::events).sum();
        }
    }

    private static long events(String line) {
        Matcher lost = LOST.matcher(line);
        return lost.find() ? Long.parseLong(lost.group(1)) : line.contains(" tracepoint:") ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(output);
    }
}
