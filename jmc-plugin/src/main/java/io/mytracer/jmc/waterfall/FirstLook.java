package io.mytracer.jmc.waterfall;

import java.util.List;

/** Where to look at first: of a whole recording a packet is a dot. Packets are by their begin. */
final class FirstLook {
    /** How many packets one below the other, or one behind the other, are a picture. */
    private static final int SOME = 40;

    private FirstLook() {}

    /** Returns the first packet that something befell, else the first one. */
    static int packet(List<Packet> packets) {
        for (int i = 0; i < packets.size(); i++) {
            if (packets.get(i).isBad()) {
                return i;
            }
        }
        return 0;
    }

    /** Returns the time of a packet and some behind it, unless they are far away. */
    static TimeRange range(List<Packet> packets, int first) {
        long begin = packets.get(first).begin();
        long some = packets.get(Math.min(first + SOME, packets.size()) - 1).end() - begin;
        long usual = Math.max(TimeRange.MIN_NANOS, median(packets));
        long nanos = Math.max(usual, Math.min(some, usual * SOME));
        return TimeRange.between(begin, begin + nanos).withMargin();
    }

    private static long median(List<Packet> packets) {
        return packets.stream().mapToLong(Packet::nanos).sorted().toArray()[packets.size() / 2];
    }
}
