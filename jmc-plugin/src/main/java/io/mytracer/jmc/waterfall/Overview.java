package io.mytracer.jmc.waterfall;

import java.util.List;

/** How many packets begin in each pixel of all the time, and whether something befell them. */
final class Overview {
    private final int[] packets;
    private final boolean[] bad;
    private int max = 1;

    Overview(List<Packet> all, TimeRange bounds, int width) {
        TimeScale scale = new TimeScale(bounds, 0, width);
        packets = new int[width];
        bad = new boolean[width];
        for (Packet packet : all) {
            int x = Math.min(width - 1, Math.max(0, scale.x(packet.begin())));
            packets[x]++;
            max = Math.max(max, packets[x]);
            bad[x] |= packet.isBad();
        }
    }

    int width() {
        return packets.length;
    }

    /** Returns how high a bar is to be, at least a pixel where there is a packet. */
    int bar(int x, int height) {
        return packets[x] == 0 ? 0 : Math.max(1, (int) ((long) packets[x] * height / max));
    }

    boolean isBad(int x) {
        return bad[x];
    }
}
