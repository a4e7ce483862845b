package io.mytracer.jmc.waterfall;

import java.util.List;

/** Finds hops of one packet, which are sorted by their start. */
final class Hops {
    private Hops() {}

    /** Returns the last hop that began before a time, which may last until then, or the first. */
    static int underWay(List<Span> hops, long time) {
        int low = 0;
        int high = hops.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hops.get(middle).start() < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }
}
