package io.mytracer.emit;

/** The Java threads that have made calls on sockets not long ago. */
@FunctionalInterface
public interface CallingThreads {
    /** Knows none. */
    CallingThreads NONE = (tid, id) -> null;

    /**
     * Returns a thread.
     *
     * @param tid of the OS thread that it ran on
     * @param id lower half of its {@link Thread#threadId}
     * @return null where it is not known
     */
    Thread thread(int tid, int id);
}
