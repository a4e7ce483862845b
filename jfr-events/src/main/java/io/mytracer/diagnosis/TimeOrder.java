package io.mytracer.diagnosis;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Brings into order what comes nearly so: a recording is written packet by packet as each ends, so
 * that what is late is late by little. Keeps a bounded number back. Not thread-safe.
 *
 * @param <T> what has a time
 */
public final class TimeOrder<T> {
    private static final int HELD_BACK = 8192;

    private final PriorityQueue<T> queue;
    private final Consumer<T> sink;

    /**
     * Holds nothing yet.
     *
     * @param time of a thing, on any clock
     * @param sink gets them in order
     */
    public TimeOrder(ToLongFunction<T> time, Consumer<T> sink) {
        queue = new PriorityQueue<>(Comparator.comparingLong(time));
        this.sink = sink;
    }

    /**
     * Takes the next, and hands on the earliest if there are too many.
     *
     * @param thing any
     */
    public void add(T thing) {
        queue.add(thing);
        if (queue.size() > HELD_BACK) {
            sink.accept(queue.remove());
        }
    }

    /** Hands on all that is left. */
    public void finish() {
        while (!queue.isEmpty()) {
            sink.accept(queue.remove());
        }
    }
}
