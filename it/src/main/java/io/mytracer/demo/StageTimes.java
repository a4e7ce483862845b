package io.mytracer.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The time that packets of one direction spent in one stage, which is up to their next hop. */
final class StageTimes {
    final String direction;
    final String stage;
    private long[] nanos = new long[64];
    private int count;
    private long positions;

    private StageTimes(String direction, String stage) {
        this.direction = direction;
        this.stage = stage;
    }

    /**
     * One for each direction and stage, in the order in which packets pass them.
     *
     * @param packets the hops of each packet, in the order of time
     */
    static List<StageTimes> of(Collection<List<Hop>> packets) {
        Map<List<String>, StageTimes> all = new LinkedHashMap<>();
        for (List<Hop> packet : packets) {
            for (int position = 0; position < packet.size() - 1; position++) {
                Hop hop = packet.get(position);
                all.computeIfAbsent(
                                List.of(hop.direction(), hop.stage()),
                                key -> new StageTimes(hop.direction(), hop.stage()))
                        .add(hop.time().toNanos(), position);
            }
        }
        List<StageTimes> ordered = new ArrayList<>(all.values());
        for (StageTimes times : ordered) {
            Arrays.sort(times.nanos, 0, times.count);
        }
        ordered.sort(
                Comparator.comparing((StageTimes times) -> times.direction)
                        .thenComparingDouble(times -> (double) times.positions / times.count));
        return ordered;
    }

    private void add(long time, int position) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
        positions += position;
    }

    int count() {
        return count;
    }

    /** The time below which this share of the packets stayed; 1: the longest. */
    long percentile(double share) {
        return nanos[Math.max(0, (int) Math.ceil(share * count) - 1)];
    }
}
