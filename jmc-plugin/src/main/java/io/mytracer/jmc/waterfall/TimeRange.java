package io.mytracer.jmc.waterfall;

/**
 * A part of time.
 *
 * @param start nanoseconds since 1970
 * @param end nanoseconds since 1970, after the start
 */
record TimeRange(long start, long end) {
    /** What the whole width may show at least: clocks of CPUs do not agree better. */
    static final long MIN_NANOS = 100;

    /** With ends in the order of time, and far enough from each other. */
    static TimeRange between(long one, long other) {
        long start = Math.min(one, other);
        return new TimeRange(start, Math.max(Math.max(one, other), start + MIN_NANOS));
    }

    long nanos() {
        return end - start;
    }

    boolean overlaps(long from, long to) {
        return from <= end && to >= start;
    }

    boolean contains(long from, long to) {
        return from >= start && to <= end;
    }

    /**
     * Returns this range stretched around a time that keeps its place.
     *
     * @param factor below 1 to see less
     */
    TimeRange zoom(double factor, long fixed) {
        double nanos = Math.max(MIN_NANOS, nanos() * factor);
        double before = (double) (fixed - start) / nanos();
        long newStart = fixed - Math.round(before * nanos);
        return new TimeRange(newStart, newStart + Math.round(nanos));
    }

    TimeRange shift(long nanos) {
        return new TimeRange(start + nanos, end + nanos);
    }

    /** Returns this range moved, and where it is too long cut, to be in another. */
    TimeRange within(TimeRange bounds) {
        if (nanos() >= bounds.nanos()) {
            return bounds;
        }
        long back = Math.max(0, end - bounds.end);
        long forth = Math.max(0, bounds.start - start);
        return shift(forth - back);
    }

    /** Returns this range with room on both sides. */
    TimeRange withMargin() {
        long margin = Math.max(nanos() / 20, MIN_NANOS / 2);
        return new TimeRange(start - margin, end + margin);
    }
}
