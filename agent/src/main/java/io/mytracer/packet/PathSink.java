package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;

/** Takes what the kernel told, with what could be added to it. Records are valid in the call. */
public interface PathSink {
    /**
     * A thread has been met. A sink that names threads has to look for it now, while it lives.
     *
     * @param caller as {@link HopRecord#caller} tells it, not 0
     */
    default void met(long caller) {}

    /**
     * A packet passed a hop, or a thread used a socket.
     *
     * @param stage that the packet is in; at a function that is not in the hop table it is that of
     *     the hop before
     * @param nanos until the packet's next hop; 0 for the last one
     * @param caller thread that did or will do the I/O; 0 where unknown
     */
    void hop(HopRecord record, Stage stage, long nanos, long caller);

    /**
     * A drop, a reset, a retransmission or a packet filter's verdict.
     *
     * @param stage where the packet was last seen; null where it was not
     * @param caller as for {@link #hop}
     */
    void cause(HopRecord record, Stage stage, long caller);

    /** A packet's path ended; the record is that of its last hop. */
    void path(Path path, HopRecord last, long caller);

    /** Whether the kernel's freeing of a packet is a loss, and not its normal end. */
    boolean isDrop(HopRecord record);
}
