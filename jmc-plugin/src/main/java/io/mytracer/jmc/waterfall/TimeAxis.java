package io.mytracer.jmc.waterfall;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a time axis has its ticks: at round distances from the begin of the recording.
 *
 * @param step nanoseconds between two ticks: 1, 2 or 5 and zeros
 * @param ticks times, in nanoseconds since 1970
 */
record TimeAxis(long step, List<Long> ticks) {

    /**
     * The ticks of a scale.
     *
     * @param origin when time begins to count
     * @param minPixels what there must be between two ticks at least
     */
    static TimeAxis of(TimeScale scale, long origin, int minPixels) {
        double perTick = (double) scale.range().nanos() * minPixels / scale.width();
        long step = 1;
        for (int i = 0; step < perTick; i++) {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2;
        }
        List<Long> ticks = new ArrayList<>();
        long first = origin - Math.floorDiv(origin - scale.range().start(), step) * step;
        for (long tick = first; tick <= scale.range().end(); tick += step) {
            ticks.add(tick);
        }
        return new TimeAxis(step, ticks);
    }
}
