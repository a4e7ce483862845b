package io.mytracer.jmc.waterfall;

import java.util.Set;

/**
 * Which packets are to be shown.
 *
 * @param ids their numbers; null for any
 * @param flow cookie of their socket; null for any
 * @param onlyBad whether something must have befallen them
 */
record PacketChoice(Set<Long> ids, Long flow, boolean onlyBad) {
    static final PacketChoice ALL = new PacketChoice(null, null, false);

    boolean has(Packet packet) {
        return (ids == null || ids.contains(packet.id()))
                && (flow == null || flow == packet.flow())
                && (!onlyBad || packet.isBad());
    }

    PacketChoice withIds(Set<Long> chosen) {
        return new PacketChoice(chosen, flow, onlyBad);
    }

    PacketChoice withFlow(Long chosen) {
        return new PacketChoice(ids, chosen, onlyBad);
    }

    PacketChoice withOnlyBad(boolean chosen) {
        return new PacketChoice(ids, flow, chosen);
    }
}
