package io.mytracer.agent;

import io.mytracer.bpf.TracerCounters;
import io.mytracer.events.TracerLoss;

/** Writes what has been lost since it was last written. Not thread-safe. */
final class LossReport {
    private static final long PERIOD_NANOS = 1_000_000_000L;

    private TracerCounters told = new TracerCounters(0, 0, 0, 0, 0, 0, 0, 0);
    private long toldUnmatched;
    private long lookedAt = System.nanoTime();

    boolean isDue(long now) {
        return now - lookedAt >= PERIOD_NANOS;
    }

    /**
     * Writes an event if there is anything new.
     *
     * @param now in ns of {@link System#nanoTime}
     * @param counters of the tracer, since it was attached
     * @param unmatched hops that no path was found for since then
     */
    void write(long now, TracerCounters counters, long unmatched) {
        TracerLoss loss = new TracerLoss();
        loss.interval = now - lookedAt;
        loss.ringFull = counters.ringFull() - told.ringFull();
        loss.mapFull = counters.mapFull() - told.mapFull();
        loss.stackLost = counters.stackLost() - told.stackLost();
        loss.recursion = counters.recursion() - told.recursion();
        loss.unmatched = unmatched - toldUnmatched;
        lookedAt = now;
        if (loss.any()) {
            told = counters;
            toldUnmatched = unmatched;
            loss.commit();
        }
    }
}
