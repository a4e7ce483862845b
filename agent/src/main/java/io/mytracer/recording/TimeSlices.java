package io.mytracer.recording;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parts the time of recordings so that each part has about the same number of events. It keeps one
 * time of 64, so a part may have 64 events too many for every 65,536 that were added, and all that
 * are of the same microsecond.
 */
final class TimeSlices {
    private static final int BATCH = 1 << 16;
    private static final int STEP = 64;
    private static final long MICROS = 1_000_000;
    private static final int NANOS = 1_000;

    private final int events;
    private final long[] batch = new long[BATCH];
    private int batched;
    private long[] kept = new long[BATCH];
    private int keptCount;

    /**
     * Nothing yet.
     *
     * @param events how many events a part is to have
     */
    TimeSlices(int events) {
        this.events = events;
    }

    /** Adds the time of an event. */
    void add(Instant time) {
        batch[batched++] = time.getEpochSecond() * MICROS + time.getNano() / NANOS;
        if (batched == BATCH) {
            keep();
        }
    }

    private void keep() {
        Arrays.sort(batch, 0, batched);
        int more = (batched + STEP - 1) / STEP;
        if (keptCount + more > kept.length) {
            kept = Arrays.copyOf(kept, 2 * kept.length);
        }
        for (int i = 0; i < batched; i += STEP) {
            kept[keptCount++] = batch[i];
        }
        batched = 0;
    }

    /** Returns where each part begins, in ascending order; the first has no beginning. */
    List<Instant> starts() {
        keep();
        Arrays.sort(kept, 0, keptCount);
        List<Instant> starts = new ArrayList<>();
        starts.add(Instant.MIN);
        int stride = Math.max(1, events / STEP);
        for (int i = stride; i < keptCount; i += stride) {
            if (kept[i] > kept[i - stride]) {
                starts.add(
                        Instant.ofEpochSecond(
                                Math.floorDiv(kept[i], MICROS),
                                Math.floorMod(kept[i], MICROS) * NANOS));
            }
        }
        return starts;
    }
}
