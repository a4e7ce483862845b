package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The CPU time of the current thread, as the kernel counts it. java.management has it, too, which a
 * JVM may lack. Not thread-safe: belongs to one thread, since it is asked some hundred times a
 * second and allocates nothing.
 */
public final class ThreadTime {
    // include/uapi/linux/time.h
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;

    private static final MethodHandle CLOCK_GETTIME = bind();

    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    /** Has measured nothing. */
    public ThreadTime() {}

    /** Returns the time that the current thread has been on a CPU, in ns. */
    public long nanos() {
        try {
            int ignored = (int) CLOCK_GETTIME.invokeExact(CLOCK_THREAD_CPUTIME_ID, timespec);
            return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }
}
