package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;

/** Takes what the kernel told, with what could be added to it. Records are valid in the call. */
public interface PathSink {
    /**
     * A thread has been met. A sink that names threads has to look for it now, while it lives.
     *
     * @param tid its id, not 0
     */
    default void met(int tid) {}

    /**
     * A packet passed a hop, or a thread used a socket.
     *
     * @param stage that the packet is in; at a function that is not in the hop table it is that of
     *     the hop before
     * @param nanos until the packet's next hop; 0 for the last one
     * @param tid thread that did or will do the I/O; 0 where unknown
     */
    void hop(HopRecord record, Stage stage, long nanos, int tid);

    /**
     * A drop, a reset, a retransmission or a packet filter's verdict.
     *
     * @param stage where the packet was last seen; null where it was not
     * @param tid as for {@link #hop}
     */
    void cause(HopRecord record, Stage stage, int tid);

    /** A packet's path ended; the record is that of its last hop. */
    void path(Path path, HopRecord last, int tid);

    /** Whether the kernel's freeing of a packet is a loss, and not its normal end. */
    boolean isDrop(HopRecord record);
}
