package io.mytracer.jmc.waterfall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a recording tells of packets.
 *
 * @param packets by their begin
 * @param operations calls of Java threads on sockets, by their begin
 * @param kernel release of the kernel, such as 6.12.5; null if unknown
 */
record Trace(List<Packet> packets, List<JavaOperation> operations, String kernel) {

    /** Returns the sockets, that with the most packets first. */
    List<Flow> flows() {
        Map<Long, List<Packet>> byFlow = new LinkedHashMap<>();
        for (Packet packet : packets) {
            byFlow.computeIfAbsent(packet.flow(), flow -> new ArrayList<>()).add(packet);
        }
        return byFlow.entrySet().stream()
                .map(flow -> Flow.of(flow.getKey(), flow.getValue()))
                .sorted((a, b) -> Integer.compare(b.packets(), a.packets()))
                .toList();
    }
}
