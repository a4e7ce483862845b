package io.mytracer.diagnosis;

import java.util.HashMap;
import java.util.Map;

/** The slowest packet of each socket, as the proof of what has no packet of its own. */
final class Journeys implements Rule {
    private static final int FLOWS = 8192;

    private record Slowest(long packetId, long nanos) {}

    private final Map<Long, Slowest> flows = new HashMap<>();

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.PacketPath")) {
            return;
        }
        long flow = event.number("flow");
        if (flow == 0) {
            return;
        }
        Slowest known = flows.get(flow);
        if (known == null ? flows.size() < FLOWS : event.durationNanos() > known.nanos()) {
            flows.put(flow, new Slowest(event.number("packetId"), event.durationNanos()));
        }
    }

    /** Returns the slowest packet of a socket; 0 where none is known. */
    long of(long flow) {
        Slowest slowest = flows.get(flow);
        return slowest == null ? 0 : slowest.packetId();
    }
}
