package io.mytracer.it.bench;

import java.util.Locale;

/**
 * One line of a benchmark's result.
 *
 * @param name what was measured
 * @param unit of the values; empty for a ratio
 * @param spread the values
 * @param goal what it is to be; null where nothing is promised
 */
record Figure(String name, String unit, Spread spread, Goal goal) {

    /** The line, with columns for the name, the median, the spread and the goal. */
    String line() {
        String range = number(spread.low()) + " – " + number(spread.high());
        String met = goal == null ? "" : goal + (goal.isMetBy(spread) ? "  met" : "  NOT MET");
        return String.format(
                        Locale.ROOT,
                        "  %-58s %10s %-8s %-21s %4d  %s",
                        name,
                        number(spread.median()),
                        unit,
                        range,
                        spread.count(),
                        met)
                .stripTrailing();
    }

    /** Four digits that count, or all of a whole number. */
    static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
