package io.mytracer.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The Java threads that one OS thread has run not long ago: one, or of a carrier as many as the
 * agent may still hear of. A thread that has not run for long is let go, lest it be kept in memory.
 *
 * <p>The OS thread adds, the agent's thread finds and forgets; nobody waits.
 */
final class RecentThreads {
    static final int MOST = 1 << 14;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Thread[].class);

    private volatile Thread[] ring = new Thread[1];
    private volatile long added;

    // Of the agent's thread.
    private long seen;
    private long forgotten;

    /** Adds the thread that runs from now on; where that is as before, it need not be added. */
    void add(Thread thread) {
        long number = added;
        Thread[] into = ring;
        if (ENTRY.getOpaque(into, at(into, number)) != null && into.length < MOST) {
            into = grown(into, number);
            ring = into;
        }
        ENTRY.setRelease(into, at(into, number), thread);
        added = number + 1;
    }

    private static Thread[] grown(Thread[] from, long next) {
        Thread[] grown = new Thread[2 * from.length];
        for (long number = next - from.length; number < next; number++) {
            grown[at(grown, number)] = from[at(from, number)];
        }
        return grown;
    }

    /**
     * Finds a thread.
     *
     * @param id lower half of its {@link Thread#threadId}
     * @return null if it is not among them
     */
    Thread find(int id) {
        Thread[] all = ring;
        long last = added - 1;
        for (long number = last; number > last - all.length; number--) {
            Thread thread = (Thread) ENTRY.getAcquire(all, at(all, number));
            if (thread != null && (int) thread.threadId() == id) {
                return thread;
            }
        }
        return null;
    }

    /**
     * Lets go of the threads that were there when this was called the last time, but for one. One
     * that is added meanwhile may be let go with them where the ring is full: it is unknown then.
     */
    void forget() {
        Thread[] all = ring;
        long end = added;
        long oldest = Math.max(forgotten, end - all.length);
        long kept = Math.max(oldest, Math.min(seen, end - 1));
        for (long number = oldest; number < kept; number++) {
            ENTRY.setOpaque(all, at(all, number), null);
        }
        forgotten = kept;
        seen = end;
    }

    private static int at(Thread[] ring, long number) {
        return (int) (number & ring.length - 1);
    }
}
