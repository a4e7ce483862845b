package io.mytracer.report.html;

import io.mytracer.bpf.Hop;
import io.mytracer.report.Way;

/** Where packets are dropped. */
final class Drop {
    private Drop() {}

    /**
     * Finds the place of a drop. Where few places are watched a packet's stage is that of its last
     * hop, and the location tells more.
     *
     * @param location such as {@code tcp_v4_rcv+0x91}, may be null
     * @param stage of the packet, may be null
     * @param direction of the packet, may be null
     */
    static Place place(String location, String stage, String direction) {
        String function = location == null ? null : location.replaceFirst("\\+0x.*", "");
        Hop hop = Way.hop(function);
        String nearest = hop == null ? stage : hop.stage().name();
        return new Place(Way.of(function, nearest, direction), nearest);
    }

    /** A stage, which may be null, on a way. */
    record Place(Way way, String stage) {}
}
