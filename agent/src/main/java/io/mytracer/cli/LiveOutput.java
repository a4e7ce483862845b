package io.mytracer.cli;

import io.mytracer.bpf.TracerCounters;
import io.mytracer.format.EventWriter;
import io.mytracer.format.Place;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes events as they come, up to a number of them, and counts where they happened. Thread-safe.
 */
final class LiveOutput {
    private final EventWriter writer;
    private final long most;
    private final Runnable enough;
    private final Map<String, Integer> places = new TreeMap<>();
    private long written;
    private IOException problem;

    /**
     * Writes nothing yet.
     *
     * @param most how many events
     * @param enough is run when no more is written, also since the output takes no more
     */
    LiveOutput(EventWriter writer, long most, Runnable enough) {
        this.writer = writer;
        this.most = most;
        this.enough = enough;
    }

    synchronized void begin() throws IOException {
        writer.begin();
        writer.flush();
    }

    synchronized void write(RecordedEvent event) {
        if (written >= most || problem != null) {
            return;
        }
        try {
            if (writer.write(event)) {
                writer.flush();
                written++;
                places.merge(Place.of(event), 1, Integer::sum);
            }
        } catch (IOException e) {
            problem = e;
        } catch (UncheckedIOException e) {
            problem = e.getCause();
        }
        if (written >= most || problem != null) {
            enough.run();
        }
    }

    /**
     * Nothing more comes.
     *
     * @throws IOException if the output did not take all
     */
    synchronized void end() throws IOException {
        if (problem != null) {
            throw problem;
        }
        writer.end();
    }

    /** Returns lines for people. */
    synchronized List<String> summary(TracerCounters counters) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "mytracer: "
                        + written
                        + " lines of "
                        + counters.packets()
                        + " packets; records lost: "
                        + counters.ringFull());
        places.forEach((place, count) -> lines.add(String.format("%10d %s", count, place)));
        return lines;
    }
}
