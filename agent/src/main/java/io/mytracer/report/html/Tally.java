package io.mytracer.report.html;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what is alike in some texts, each of which may be null. */
final class Tally {
    private static final int MOST_KEYS = 1000;

    private final Map<List<String>, Count> counts = new HashMap<>();
    private long leftOut;

    void add(List<String> key, long time, long nanos) {
        Count count = counts.get(key);
        if (count == null) {
            if (counts.size() >= MOST_KEYS) {
                leftOut++;
                return;
            }
            count = new Count();
            counts.put(key, count);
        }
        count.count++;
        count.nanos += nanos;
        count.longest = Math.max(count.longest, nanos);
        count.first = Math.min(count.first, time);
        count.last = Math.max(count.last, time);
    }

    /** Returns the most frequent first. */
    List<Map.Entry<List<String>, Count>> entries() {
        return counts.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<List<String>, Count>>comparingLong(
                                        e -> -e.getValue().count)
                                .thenComparing(e -> e.getKey().toString()))
                .toList();
    }

    /** Returns how many were not counted under their key, since there were too many keys. */
    long leftOut() {
        return leftOut;
    }

    /** How often, how long and when, in nanoseconds. */
    static final class Count {
        long count;
        long nanos;
        long longest;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
    }
}
