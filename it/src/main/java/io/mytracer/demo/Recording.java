package io.mytracer.demo;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tracer's part of a recording, read with nothing but {@code jdk.jfr.consumer}. */
final class Recording {
    private static final List<String> LOSSES =
            List.of("ringFull", "mapFull", "stackLost", "recursion", "unmatched");

    /** Hops by packet, in the order of time. */
    final Map<Long, List<Hop>> packets = new LinkedHashMap<>();

    final Map<String, Integer> outcomes = new TreeMap<>();
    final Map<String, Integer> drops = new TreeMap<>();
    final List<RecordedEvent> resets = new ArrayList<>();
    final Map<String, Long> losses = new LinkedHashMap<>();
    RecordedEvent status;
    int hops;

    Recording(Path file) throws IOException {
        LOSSES.forEach(loss -> losses.put(loss, 0L));
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                add(recording.readEvent());
            }
        }
        for (List<Hop> packet : packets.values()) {
            packet.sort(Comparator.comparing(Hop::start));
        }
        resets.sort(Comparator.comparing(RecordedEvent::getStartTime));
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "mytracer.SkbHop" -> {
                Hop hop = Hop.of(event);
                // 0: a call on a socket, which need not belong to one packet
                if (hop.packetId() != 0) {
                    packets.computeIfAbsent(hop.packetId(), id -> new ArrayList<>()).add(hop);
                    hops++;
                }
            }
            case "mytracer.PacketPath" ->
                    outcomes.merge(Hop.text(event, "outcome"), 1, Integer::sum);
            case "mytracer.KernelDrop" ->
                    drops.merge(
                            Hop.text(event, "reason") + " in " + Hop.text(event, "location"),
                            1,
                            Integer::sum);
            case "mytracer.TcpReset" -> resets.add(event);
            case "mytracer.TracerLoss" ->
                    LOSSES.forEach(loss -> losses.merge(loss, event.getLong(loss), Long::sum));
            case "mytracer.TracerStatus" -> status = event;
            default -> {}
        }
    }

    long lost() {
        return losses.values().stream().mapToLong(Long::longValue).sum();
    }
}
