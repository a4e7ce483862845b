package io.mytracer.socket;

import io.mytracer.bpf.CallerSlots;

/**
 * An OS thread of this JVM in its calls on sockets. What it writes into its slot the kernel reads
 * in the call, and the other way round. To be used by that thread alone.
 */
final class Caller {
    private final CallerSlots slots;
    private final int slot;
    private final RecentThreads threads;
    private Thread running;

    /**
     * Has run no Java thread yet.
     *
     * @param slot {@link CallerSlots#NONE} where it has none: then nothing is told
     * @param threads is told of those that it runs
     */
    Caller(CallerSlots slots, int slot, RecentThreads threads) {
        this.slots = slots;
        this.slot = slot;
        this.threads = threads;
    }

    boolean uses(CallerSlots others) {
        return slots == others;
    }

    /** A call begins, made by the Java thread that is current. */
    void begin(Thread thread) {
        if (slot == CallerSlots.NONE) {
            return;
        }
        if (thread != running) {
            running = thread;
            threads.add(thread);
        }
        slots.begin(slot, (int) thread.threadId());
    }

    /** A virtual thread's call has ended; what its carrier does next may be another's. */
    void end() {
        if (slot != CallerSlots.NONE) {
            slots.begin(slot, 0);
        }
    }

    /** Returns TCP's number of the first byte that the call has moved; -1 where not known. */
    long firstSeq() {
        return hasMoved() ? slots.firstSeq(slot) : -1;
    }

    /** Returns TCP's number of the last byte that the call has moved; -1 where not known. */
    long lastSeq() {
        return hasMoved() ? slots.lastSeq(slot) : -1;
    }

    private boolean hasMoved() {
        return slot != CallerSlots.NONE && slots.flow(slot) != 0;
    }
}
