package io.mytracer.jmc;

/**
 * How far a counter rose while it was watched. It starts again from 0 when the tracer does, so a
 * fall is a new start.
 */
final class Growth {
    private boolean started;
    private long last;
    private long total;

    void add(long value) {
        if (started) {
            total += value >= last ? value - last : value;
        }
        started = true;
        last = value;
    }

    long total() {
        return total;
    }
}
