package io.mytracer.jmc.waterfall;

import java.util.Locale;

/** Durations and times for people. */
final class TimeText {
    private static final long[] UNITS = {1_000_000_000, 1_000_000, 1_000, 1};
    private static final String[] NAMES = {"s", "ms", "µs", "ns"};

    private TimeText() {}

    /** Returns a duration with three digits or more, such as 12.3 µs. */
    static String duration(long nanos) {
        long size = Math.abs(nanos);
        int unit = unit(size);
        double value = (double) nanos / UNITS[unit];
        double digits = Math.abs(value);
        String format =
                unit == 3 || digits >= 100 ? "%.0f %s" : digits >= 10 ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, format, value, NAMES[unit]);
    }

    /** Returns a distance of time in the unit of a step, and no finer than it. */
    static String offset(long nanos, long step) {
        int unit = unit(step);
        int decimals = 0;
        for (long part = UNITS[unit]; decimals < 9 && step % part != 0; part /= 10) {
            decimals++;
        }
        return String.format(
                Locale.ROOT,
                "%s%." + decimals + "f %s",
                nanos < 0 ? "-" : "+",
                Math.abs((double) nanos / UNITS[unit]),
                NAMES[unit]);
    }

    private static int unit(long nanos) {
        int unit = 0;
        while (unit < UNITS.length - 1 && nanos < UNITS[unit]) {
            unit++;
        }
        return unit;
    }
}
