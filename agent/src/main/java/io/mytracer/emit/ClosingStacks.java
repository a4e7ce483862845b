package io.mytracer.emit;

/** Where the application has closed sockets that the kernel has reset. */
@FunctionalInterface
public interface ClosingStacks {
    /** Knows none. */
    ClosingStacks NONE = (tid, localPort, remotePort) -> null;

    /**
     * Returns the Java stack of a close; once.
     *
     * @param tid of the OS thread that closed
     * @return one frame on each line, innermost first; null where it is not known
     */
    String take(int tid, int localPort, int remotePort);
}
