package io.mytracer.source;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An {@code addr2line} that runs as a child and is asked for one address after the other: reading
 * the debug info takes it longer than most answers do. Not thread-safe.
 *
 * <p>It does not say where an answer ends, but with {@code -a} it repeats the address before it. So
 * each question is followed by one for an address that no code has.
 */
final class Symbolizer implements AutoCloseable {
    private static final String NOWHERE = "0xffffffffffffffff";
    private static final int MAX_FRAMES = 1000;

    /** For an answer. The first one is there in a second; a slow disk may take half a minute. */
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    private Symbolizer(Process process) {
        this.process = process;
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Finds the program for a file. Of a relocatable file only that of binutils can be told the
     * section; without it, it and the others take an address for one in any section.
     *
     * @param path directories, as in the variable PATH
     */
    static Optional<Path> find(String path, boolean relocatable) {
        // LLVM's needs half the time and memory, and names the files of DWARF 5 right
        // (binutils 2.40 takes some code of a header for the file that includes it).
        Stream<String> names =
                relocatable ? Stream.of("addr2line") : Stream.of("llvm-addr2line", "addr2line");
        return names.flatMap(
                        name ->
                                Arrays.stream(path.split(File.pathSeparator))
                                        .filter(directory -> directory.startsWith("/"))
                                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts the program.
     *
     * @param section what the addresses are relative to; null where the file is linked
     */
    static Symbolizer start(Path program, Path file, String section) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        if (section != null) {
            command.addAll(List.of("-j", section));
        }
        command.addAll(List.of("-a", "-f", "-i", "-e", file.toAbsolutePath().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.put("LC_ALL", "C");
        environment.remove("DEBUGINFOD_URLS"); // the file is there
        return new Symbolizer(builder.start());
    }

    /**
     * Returns the frames at an address, innermost first; empty if nothing is known of it.
     *
     * @throws IOException if the program has ended or answers in another way; it is of no use then
     */
    List<SourceLine> at(long address) throws IOException {
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(
                        process::destroyForcibly,
                        CompletableFuture.delayedExecutor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        try {
            return ask(address);
        } finally {
            end.cancel(false);
        }
    }

    private List<SourceLine> ask(long address) throws IOException {
        questions.write("0x" + Long.toHexString(address) + "\n" + NOWHERE + "\n");
        questions.flush();
        if (address(line()) != address) {
            throw new IOException("does not answer as addr2line does");
        }
        List<SourceLine> frames = new ArrayList<>();
        for (String function = line(); !function.equals(NOWHERE); function = line()) {
            if (frames.size() == MAX_FRAMES) {
                throw new IOException("does not answer as addr2line does");
            }
            frames.add(frame(function, line()));
        }
        line(); // ??
        line(); // ??:0
        if (frames.isEmpty() || frames.getLast().line() == 0) {
            return List.of();
        }
        frames.removeIf(frame -> frame.line() == 0); // what the compiler made of no line
        return frames;
    }

    private static long address(String line) {
        try {
            return Long.parseUnsignedLong(line.startsWith("0x") ? line.substring(2) : line, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Of {@code net/ipv4/tcp.c:12 (discriminator 3)}, or of {@code ??:0} and {@code tcp.c:?}. */
    private static SourceLine frame(String function, String place) {
        int end = place.indexOf(" (");
        String known = end < 0 ? place : place.substring(0, end);
        int colon = known.lastIndexOf(':');
        String file = colon < 0 ? known : known.substring(0, colon);
        int number = 0;
        try {
            number = file.equals("??") ? 0 : Integer.parseInt(known.substring(colon + 1));
        } catch (NumberFormatException e) {
            // Stays 0: the line is not known.
        }
        return new SourceLine(function, file, number);
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new EOFException("has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
