package io.mytracer.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of a stream of a process, read as they come. */
final class Output {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private int next;

    Output(InputStream stream, String name) {
        reader = Thread.ofPlatform().daemon().name(name).start(() -> read(stream));
    }

    private void read(InputStream stream) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("cannot be read: " + e);
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
    }

    /** Takes the next line with this beginning, if it has come; those before it are passed over. */
    private synchronized Optional<String> take(String beginning) {
        for (int i = next; i < lines.size(); i++) {
            if (lines.get(i).startsWith(beginning)) {
                next = i + 1;
                return Optional.of(lines.get(i).substring(beginning.length()));
            }
        }
        return Optional.empty();
    }

    /**
     * Waits for a line with this beginning and returns the rest of it.
     *
     * @param beginning of the line
     * @param timeout on a usual machine
     */
    String await(String beginning, Duration timeout) throws InterruptedException {
        Optional<String> found = take(beginning);
        long end = System.nanoTime() + Slowness.allow(timeout).toNanos();
        while (found.isEmpty() && reader.isAlive() && System.nanoTime() - end < 0) {
            Thread.sleep(5);
            found = take(beginning);
        }
        return found.or(() -> take(beginning))
                .orElseThrow(
                        () -> new AssertionError("no line '" + beginning + "' among " + lines()));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Returns all lines, once the stream has ended. */
    List<String> all() throws InterruptedException {
        reader.join(Slowness.allow(Duration.ofSeconds(10)));
        return lines();
    }
}
