package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.ffm.BpfMap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@code stage_times} of state.h: how long packets were in a stage before they came to the next
 * one, as the programs have counted it.
 *
 * <p>Not thread-safe.
 */
final class StageTimes {
    static final int BUCKETS = 528;

    /** Offsets in {@code struct stage_edge} and {@code struct stage_times}. */
    static final int FROM = 0;

    static final int TO = 1;
    static final int DIRECTION = 2;
    static final int PROTOCOL = 3;
    static final int EDGE_SIZE = 4;
    static final int SUM = 0;
    static final int BUCKETS_AT = 8;
    static final int SIZE = BUCKETS_AT + 4 * BUCKETS;

    private static final Stage[] STAGES = Stage.values();

    private final BpfMap map;
    private final MemorySegment key;
    private final MemorySegment value;
    private final long[] buckets = new long[BUCKETS];

    StageTimes(BpfMap map, Arena arena) {
        this.map = map;
        key = arena.allocate(EDGE_SIZE, 4);
        value = arena.allocate(map.valueSize(), 8);
    }

    void read(StageTimesSink sink) {
        MemorySegment from = null;
        while (map.nextKey(from, key)) {
            from = key;
            if (map.lookup(key, value)) {
                long sum = addUp();
                sink.times(edge(), buckets, sum);
            }
        }
    }

    private StageEdge edge() {
        return new StageEdge(
                stage(FROM),
                stage(TO),
                key.get(JAVA_BYTE, DIRECTION),
                Byte.toUnsignedInt(key.get(JAVA_BYTE, PROTOCOL)));
    }

    private Stage stage(int at) {
        return STAGES[key.get(JAVA_BYTE, at) - 1];
    }

    /** Adds up what each CPU has counted, and returns the sum of all times. */
    private long addUp() {
        Arrays.fill(buckets, 0);
        long sum = 0;
        for (long cpu = 0; cpu < value.byteSize(); cpu += SIZE) {
            sum += value.get(JAVA_LONG, cpu + SUM);
            for (int i = 0; i < BUCKETS; i++) {
                buckets[i] +=
                        Integer.toUnsignedLong(value.get(JAVA_INT, cpu + BUCKETS_AT + 4L * i));
            }
        }
        return sum;
    }
}
