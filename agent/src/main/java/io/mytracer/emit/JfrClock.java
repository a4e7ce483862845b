package io.mytracer.emit;

import io.mytracer.events.EventTime;

import jdk.jfr.Event;

import java.util.List;
import java.util.function.Supplier;

/**
 * Turns kernel time into JFR ticks.
 *
 * <p>CLOCK_MONOTONIC, which bpf_ktime_get_ns() reads, is System.nanoTime() (os_posix.cpp of JDK
 * 25). Ticks are either that or the CPU's time stamp counter, whose rate is not known exactly: so
 * both are read next to each other, about once a second, and the line through the last two pairs is
 * taken.
 *
 * <p>Not thread-safe.
 */
final class JfrClock {
    private static final long PERIOD = 1_000_000_000L;
    private static final int TRIES = 20;

    /** An event whose {@code begin()} reads ticks, if a recording has it on. */
    record Source(Supplier<? extends Event> events, EventTime time) {}

    private final List<Source> sources;
    private long nanos;
    private long ticks;
    private double ticksPerNano = 1;
    private long calibrated;
    private boolean valid;
    private long error;

    /** A clock by the first of these events that is recorded. */
    JfrClock(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Whether ticks can be computed; false while JFR does not record the event. */
    boolean valid() {
        return valid;
    }

    /** Returns how far the last prediction was off, and how exactly that was measured, in ns. */
    long error() {
        return error;
    }

    /** Reads both clocks if that is due. */
    void calibrate() {
        long now = System.nanoTime();
        if (valid && now - calibrated < PERIOD) {
            return;
        }
        long narrowest = Long.MAX_VALUE;
        long atNanos = 0;
        long atTicks = 0;
        for (int source = 0; source < sources.size() && atTicks == 0; source++) {
            for (int i = 0; i < TRIES; i++) {
                Event event = sources.get(source).events().get();
                long before = System.nanoTime();
                event.begin();
                long after = System.nanoTime();
                long read = sources.get(source).time().start(event);
                if (read != 0 && after - before < narrowest) {
                    narrowest = after - before;
                    atNanos = before + narrowest / 2;
                    atTicks = read;
                }
            }
        }
        if (atTicks == 0) {
            return;
        }
        if (valid) {
            long predicted = ticks(atNanos);
            error = Math.round(Math.abs(predicted - atTicks) / ticksPerNano) + narrowest / 2;
            ticksPerNano = (double) (atTicks - ticks) / (atNanos - nanos);
        } else {
            error = narrowest / 2;
        }
        nanos = atNanos;
        ticks = atTicks;
        calibrated = now;
        valid = true;
    }

    /**
     * Measures the rate at once, over some milliseconds, so that the first events are right, too.
     */
    void start() {
        valid = false;
        calibrate();
        if (valid) {
            long until = System.nanoTime() + 5_000_000L;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            calibrated = System.nanoTime() - PERIOD;
            calibrate();
        }
    }

    /** Returns the ticks of a time of {@link System#nanoTime}. */
    long ticks(long nanoTime) {
        return ticks + duration(nanoTime - nanos);
    }

    /** Returns a duration in ticks. */
    long duration(long durationNanos) {
        return ticksPerNano == 1 ? durationNanos : Math.round(durationNanos * ticksPerNano);
    }
}
