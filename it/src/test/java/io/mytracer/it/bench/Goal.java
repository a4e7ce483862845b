package io.mytracer.it.bench;

import java.util.Locale;

/**
 * What a figure is to be.
 *
 * @param limit the worst that will do
 * @param atLeast whether more is better
 */
record Goal(double limit, boolean atLeast) {

    static Goal atLeast(double limit) {
        return new Goal(limit, true);
    }

    static Goal atMost(double limit) {
        return new Goal(limit, false);
    }

    boolean isMetBy(Spread spread) {
        return atLeast ? spread.median() >= limit : spread.median() <= limit;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", atLeast ? "≥" : "≤", Figure.number(limit));
    }
}
