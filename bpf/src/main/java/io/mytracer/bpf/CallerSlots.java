package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * {@code callers} of state.h: memory in which a thread tells the programs which Java thread it
 * runs, and they tell it which bytes its call on a socket has moved. Neither costs a system call.
 *
 * <p>An OS thread has a slot of its own, and only it writes there between {@link #claim} and {@link
 * #free}. Thread-safe.
 */
public final class CallerSlots {
    /** Stands for no slot. */
    public static final int NONE = -1;

    static final int SETS = 1024;
    static final int WAYS = 4;
    static final int SIZE = 32;
    static final int TID = 0;
    static final int JAVA_THREAD = 4;
    static final int FLOW = 8;
    static final int BEGIN = 16;
    static final int END = 20;

    /** How many there are. */
    public static final int COUNT = SETS * WAYS;

    /** Bytes of all of them. */
    public static final long BYTES = (long) COUNT * SIZE;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final MemorySegment memory;

    /**
     * Nobody has a slot yet.
     *
     * @param memory {@link #BYTES} of zeros
     */
    public CallerSlots(MemorySegment memory) {
        this.memory = memory.asSlice(0, BYTES);
    }

    /**
     * Gives a thread a slot, or the one that it has.
     *
     * @param tid OS thread id, as this JVM sees it
     * @return {@link #NONE} where too many threads with ids like this one have slots
     * @throws IllegalStateException as all methods, once the memory is unmapped
     */
    public int claim(int tid) {
        int had = find(tid);
        if (had != NONE) {
            return had;
        }
        int first = (tid & SETS - 1) * WAYS;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (INT.compareAndSet(memory, at(slot, TID), 0, tid)) {
                return slot;
            }
        }
        return NONE;
    }

    /** Returns the slot of a thread, or {@link #NONE}. */
    public int find(int tid) {
        int first = (tid & SETS - 1) * WAYS;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (tid(slot) == tid) {
                return slot;
            }
        }
        return NONE;
    }

    /** Returns whose a slot is; 0 for nobody's. */
    public int tid(int slot) {
        return (int) INT.getAcquire(memory, at(slot, TID));
    }

    /** Takes a slot away from a thread that has ended. */
    public void free(int slot) {
        begin(slot, 0);
        INT.setRelease(memory, at(slot, TID), 0);
    }

    /**
     * Says whose the calls are that follow, of which none has moved anything yet.
     *
     * @param javaThread lower half of its {@link Thread#threadId}; 0 for an unknown one
     */
    public void begin(int slot, int javaThread) {
        memory.set(JAVA_INT, at(slot, JAVA_THREAD), javaThread);
        memory.set(JAVA_LONG, at(slot, FLOW), 0);
    }

    /** Returns the flow that the last call has moved bytes of a stream through; 0 if it has not. */
    public long flow(int slot) {
        return memory.get(JAVA_LONG, at(slot, FLOW));
    }

    /** Returns TCP's number of the first byte that was moved, 0 to 2^32-1. */
    public long firstSeq(int slot) {
        return Integer.toUnsignedLong(memory.get(JAVA_INT, at(slot, BEGIN)));
    }

    /** Returns TCP's number of the last byte that was moved, 0 to 2^32-1. */
    public long lastSeq(int slot) {
        return Integer.toUnsignedLong(memory.get(JAVA_INT, at(slot, END)) - 1);
    }

    private static long at(int slot, int member) {
        return (long) slot * SIZE + member;
    }
}
