package io.mytracer.report.html;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Kernel stacks, and how often what was seen with them. */
final class StackCounts {
    private static final int MOST_STACKS = 5000;

    private final Map<String, Map<Row.Kind, Long>> counts = new TreeMap<>();
    private long leftOut;

    void add(String stack, Row.Kind kind) {
        Map<Row.Kind, Long> count = counts.get(stack);
        if (count == null) {
            if (counts.size() >= MOST_STACKS) {
                leftOut++;
                return;
            }
            count = new EnumMap<>(Row.Kind.class);
            counts.put(stack, count);
        }
        count.merge(kind, 1L, Long::sum);
    }

    Map<String, Map<Row.Kind, Long>> counts() {
        return counts;
    }

    /** Returns how many events had a stack that was not counted, since there were too many. */
    long leftOut() {
        return leftOut;
    }
}
