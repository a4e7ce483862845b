package io.mytracer.report.html;

import java.util.Map;
import java.util.TreeMap;

/**
 * What happened when, in intervals of one length. They become twice as long whenever there are too
 * many of them; so recordings of any length fit, read in any order.
 */
final class Timeline {
    private static final int MOST_BINS = 2000;
    private static final int SHORTEST = 20; // about a millisecond

    private Map<Long, Bin> bins = new TreeMap<>();
    private int shift = SHORTEST;

    /**
     * Returns the interval of a time, valid until the next call.
     *
     * @param time nanoseconds since 1970
     */
    Bin at(long time) {
        while (bins.size() >= MOST_BINS && !bins.containsKey(time >> shift)) {
            halve();
        }
        return bins.computeIfAbsent(time >> shift, index -> new Bin());
    }

    private void halve() {
        Map<Long, Bin> wider = new TreeMap<>();
        bins.forEach((index, bin) -> wider.computeIfAbsent(index >> 1, i -> new Bin()).add(bin));
        bins = wider;
        shift++;
    }

    /** Returns the intervals by their number: the time divided by {@link #width}. */
    Map<Long, Bin> bins() {
        return bins;
    }

    /** Returns how long an interval is, in nanoseconds. */
    long width() {
        return 1L << shift;
    }

    /** What happened in one interval. */
    static final class Bin {
        long packets;
        long hops;
        long retransmits;
        long drops;
        long resets;
        long refused;
        long lost;

        /** The longest time in one stage of the kernel, in nanoseconds, and which stage it was. */
        long slowest;

        String slowestStage;

        /** The longest time that something waited at a socket, in nanoseconds. */
        long waited;

        void stage(String stage, long nanos) {
            if ("SOCKET".equals(stage)) {
                waited = Math.max(waited, nanos);
            } else if (nanos > slowest || nanos == slowest && isBefore(stage, slowestStage)) {
                slowest = nanos;
                slowestStage = stage;
            }
        }

        private static boolean isBefore(String text, String other) {
            return other == null || text != null && text.compareTo(other) < 0;
        }

        private void add(Bin other) {
            packets += other.packets;
            hops += other.hops;
            retransmits += other.retransmits;
            drops += other.drops;
            resets += other.resets;
            refused += other.refused;
            lost += other.lost;
            waited = Math.max(waited, other.waited);
            stage(other.slowestStage, other.slowest);
        }
    }
}
