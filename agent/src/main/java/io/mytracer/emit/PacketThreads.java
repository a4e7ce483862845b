package io.mytracer.emit;

/**
 * Threads by what the kernel tells of them: a caller, as {@code HopRecord.caller()} has it. Not
 * thread-safe.
 */
public interface PacketThreads {
    /**
     * Looks for a thread that has just done something, since it may have ended when its packets are
     * told.
     *
     * @param caller not 0
     */
    void meet(long caller);

    /**
     * Returns a thread of this JVM, or null where it is not known or another process'; 0 is none.
     */
    Thread of(long caller);

    /**
     * Returns the command name of another process' thread; null where it is not known; 0 is none.
     */
    String command(long caller);

    /** Forgets threads that ended some time ago; to be called some times a second. */
    void forget();
}
