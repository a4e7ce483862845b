package io.mytracer.jmc.waterfall;

import java.util.List;

/** Finds packets among others that are sorted by their begin. */
final class ByBegin {
    private ByBegin() {}

    /** Returns where a packet is, -1 if it is not there. */
    static int indexIn(List<Packet> sorted, Packet packet) {
        for (int i = firstFrom(sorted, packet.begin());
                i < sorted.size() && sorted.get(i).begin() == packet.begin();
                i++) {
            if (sorted.get(i).equals(packet)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the first packet that does not begin before a time; their number if all do. */
    static int firstFrom(List<Packet> sorted, long begin) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).begin() < begin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
