package io.mytracer.report;

import io.mytracer.diagnosis.SeenEvent;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What is in the recordings: their time, their packets, and what the tracer has lost. */
final class RecordingSummary {
    private long events;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long packets;
    private long translated;
    private long lost;
    private long hops;
    private String kernel;
    private String backend;
    private String problem;

    void see(SeenEvent event) {
        events++;
        first = Math.min(first, event.startNanos());
        last = Math.max(last, event.startNanos() + Math.max(0, event.durationNanos()));
        switch (event.type()) {
            case "mytracer.PacketPath" -> {
                packets++;
                String outcome = String.valueOf(event.text("outcome"));
                outcomes.merge(outcome, 1L, Long::sum);
                if (event.text("farSide") != null) {
                    translated++;
                }
            }
            case "mytracer.TracerLoss" ->
                    lost += event.number("ringFull") + event.number("mapFull");
            case "mytracer.TracerStatus" -> {
                kernel = event.text("kernel") == null ? kernel : event.text("kernel");
                backend = event.text("backend") == null ? backend : event.text("backend");
                hops = Math.max(hops, event.number("hopCount"));
                problem = event.text("problem") == null ? problem : event.text("problem");
            }
            default -> {}
        }
    }

    /** Returns how many events of mytracer there are. */
    long events() {
        return events;
    }

    Instant first() {
        return Instant.ofEpochSecond(0, first);
    }

    Instant last() {
        return Instant.ofEpochSecond(0, last);
    }

    long packets() {
        return packets;
    }

    Map<String, Long> outcomes() {
        return outcomes;
    }

    /** Returns how many packets left or came with other addresses than their socket's. */
    long translated() {
        return translated;
    }

    /** Returns how many records or packets the tracer did not see. */
    long lost() {
        return lost;
    }

    /** Returns in one line how the kernel was traced; null where the recording does not tell. */
    String tracer() {
        if (kernel == null) {
            return null;
        }
        return "Linux "
                + kernel
                + (backend == null ? "" : ", " + hops + " places by " + backend)
                + (problem == null ? "" : "; " + problem);
    }
}
