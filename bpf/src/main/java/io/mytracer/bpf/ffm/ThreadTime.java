package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The CPU time of the current thread, as the kernel counts it. java.management has it, too, which a
 * JVM may lack. Not thread-safe: it is asked some hundred times a second, and allocates nothing.
 */
public final class ThreadTime {
    // include/uapi/linux/time.h
    private static final MemorySegment CLOCK_THREAD_CPUTIME_ID = NativeFunction.integer(3);

    private final NativeFunction clock = NativeFunction.ofLibc("clock_gettime");
    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    /** Has measured nothing. */
    public ThreadTime() {}

    /** Returns the time that the current thread has been on a CPU, in ns. */
    public long nanos() {
        long ignored = clock.call(CLOCK_THREAD_CPUTIME_ID, timespec, MemorySegment.NULL);
        return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }
}
