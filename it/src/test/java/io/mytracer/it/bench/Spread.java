package io.mytracer.it.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What repeated measurements of one thing have shown. Means would be those of the machine's other
 * work.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param low a quarter is less
 * @param high a quarter is more
 * @param count how many there were
 */
record Spread(double median, double low, double high, int count) {

    static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(
                quantile(sorted, 0.5),
                quantile(sorted, 0.25),
                quantile(sorted, 0.75),
                sorted.length);
    }

    static Spread of(List<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    Spread times(double factor) {
        double one = factor * low;
        double other = factor * high;
        return new Spread(factor * median, Math.min(one, other), Math.max(one, other), count);
    }

    /** Between two values lies their mean by distance. */
    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
