package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

/** What is known of the use that threads make of one socket. */
final class FlowUse {
    private static final int UDP = 17;

    private int reader;
    private int writer;
    private long readFrom;
    private long readUpTo;
    private boolean read;
    private long datagramsQueued;
    private long datagramsRead;

    /** Takes note of a call on the socket, or of a copy out of one of its packets. */
    void note(HopRecord record) {
        if (record.hop() == Hop.SOCK_SEND_LENGTH) {
            writer = record.tid();
        } else if (record.hop() == Hop.SOCK_RECV_LENGTH) {
            reader = record.tid();
            if (record.protocol() == UDP) {
                datagramsRead++;
            }
        } else if (record.hop() == Hop.SKB_COPY_DATAGRAM_IOVEC && record.tid() != 0) {
            // Where both ends are ours, the packet belongs to the sender's socket.
            if (record.direction() == HopRecord.IN) {
                reader = record.tid();
            }
            // Segments that TCP has merged into this one are read with it, maybe in several calls.
            if (!read || record.seq() != readFrom) {
                readFrom = record.seq();
                readUpTo = readFrom;
            }
            readUpTo += Integer.toUnsignedLong(record.value());
            read = true;
        }
    }

    /** Numbers a datagram that has been queued, in the order in which they are read. */
    long queueDatagram() {
        return ++datagramsQueued;
    }

    boolean hasReadDatagram(long number) {
        return number != 0 && datagramsRead >= number;
    }

    /** Whether the application has read past a segment; sequence numbers wrap. */
    boolean hasRead(long seq, int payload) {
        return read && (int) (readUpTo - (seq + payload)) >= 0;
    }

    /** Returns the thread that read last, or wrote last if none has read; 0 for none. */
    int reader() {
        return reader != 0 ? reader : writer;
    }

    /** Returns the thread that wrote last, or read last if none has written; 0 for none. */
    int writer() {
        return writer != 0 ? writer : reader;
    }
}
