package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What is queued at one socket of this JVM: a view of {@code struct queue_record} of record.h where
 * it lies. {@link #at} moves it to another one. Times are as {@link System#nanoTime}.
 *
 * <p>Not thread-safe. A record is valid only until the sink returns.
 */
public final class QueueRecord {
    /** Bytes of {@code struct queue_record}. */
    public static final int SIZE = 120;

    static final int TIME = 0;
    static final int FLOW = 8;
    static final int ARRIVED = 16;
    static final int LOCAL = 24;
    static final int REMOTE = 40;
    static final int LOCAL_PORT = 56;
    static final int REMOTE_PORT = 58;
    static final int NETNS = 60;
    static final int FD = 64;
    static final int PROTOCOL = 68;
    static final int STATE = 69;
    static final int RECEIVE_QUEUE = 72;
    static final int RECEIVE_LIMIT = 76;
    static final int SEND_QUEUE = 80;
    static final int SEND_LIMIT = 84;
    static final int RTT = 88;
    static final int CWND = 92;
    static final int UNACKED = 96;
    static final int RETRANSMITS = 100;
    static final int SEND_WINDOW = 104;
    static final int RECEIVE_WINDOW = 108;
    static final int READ = 112;

    private static final int LISTEN = 10; // include/net/tcp_states.h

    private MemorySegment segment;
    private long base;

    /** Moves the view. */
    public QueueRecord at(MemorySegment segment, long offset) {
        this.segment = segment;
        this.base = offset;
        return this;
    }

    /** Returns when this was so. */
    public long time() {
        return segment.get(JAVA_LONG, base + TIME);
    }

    /** Returns the socket cookie; before Linux 5.12 another number, as in packets' records. */
    public long flow() {
        return segment.get(JAVA_LONG, base + FLOW);
    }

    /**
     * Returns when the oldest packet with unread bytes arrived; 0 where unknown or there is none.
     */
    public long arrived() {
        return segment.get(JAVA_LONG, base + ARRIVED);
    }

    /** Writes the local address into 16 bytes. */
    public void local(byte[] to) {
        MemorySegment.copy(segment, JAVA_BYTE, base + LOCAL, to, 0, to.length);
    }

    /** Writes the remote address into 16 bytes; all are 0 where there is none. */
    public void remote(byte[] to) {
        MemorySegment.copy(segment, JAVA_BYTE, base + REMOTE, to, 0, to.length);
    }

    public int localPort() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + LOCAL_PORT));
    }

    /** Returns 0 where the socket is not connected. */
    public int remotePort() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + REMOTE_PORT));
    }

    /** Returns the inode number of the network namespace. */
    public long netns() {
        return unsigned(NETNS);
    }

    /** Returns the file descriptor, or one of several. */
    public int fd() {
        return segment.get(JAVA_INT, base + FD);
    }

    /** Returns the number of the IP protocol. */
    public int protocol() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + PROTOCOL));
    }

    /** Returns the TCP state by include/net/tcp_states.h. */
    public int state() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + STATE));
    }

    /** Whether its receive queue is of connections, not of bytes. */
    public boolean isListener() {
        return protocol() == Protocol.TCP.number() && state() == LISTEN;
    }

    /**
     * Returns how many bytes the application has not read, or connections it has not accepted; of
     * UDP the bytes of kernel memory that they take.
     */
    public long receiveQueue() {
        return unsigned(RECEIVE_QUEUE);
    }

    /** Returns TCP's number of the first byte that the application has not read. */
    public int read() {
        return segment.get(JAVA_INT, base + READ);
    }

    /** Returns the bytes of kernel memory that may be queued, or a listener's backlog. */
    public long receiveLimit() {
        return unsigned(RECEIVE_LIMIT);
    }

    /**
     * Returns how many bytes the other end has not acknowledged, those included that have not been
     * sent; of UDP the bytes of kernel memory that have not been sent.
     */
    public long sendQueue() {
        return unsigned(SEND_QUEUE);
    }

    /** Returns the bytes of kernel memory that may be queued. */
    public long sendLimit() {
        return unsigned(SEND_LIMIT);
    }

    /** Returns the smoothed round trip time in microseconds; 0 where none is measured. */
    public long rtt() {
        return unsigned(RTT);
    }

    /** Returns the congestion window in segments. */
    public long cwnd() {
        return unsigned(CWND);
    }

    /** Returns how many segments have been sent and not been acknowledged. */
    public long unacked() {
        return unsigned(UNACKED);
    }

    /** Returns how many segments have been sent again since the connection began. */
    public long retransmits() {
        return unsigned(RETRANSMITS);
    }

    /** Returns how many bytes the other end has room for. */
    public long sendWindow() {
        return unsigned(SEND_WINDOW);
    }

    /** Returns how many bytes this end has told that it has room for. */
    public long receiveWindow() {
        return unsigned(RECEIVE_WINDOW);
    }

    /** Returns a number that is the same as before where nothing has changed but the time. */
    public long fingerprint() {
        long sum = state();
        for (long at = base + RECEIVE_QUEUE; at < base + SIZE; at += Integer.BYTES) {
            sum = sum * 31 + segment.get(JAVA_INT, at);
        }
        return sum * 31 + arrived();
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, base + offset));
    }
}
