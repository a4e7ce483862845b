package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

/** What is known of the use that threads make of one socket. */
final class FlowUse {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private long reader;
    private long writer;
    private final ByteOwners readers = new ByteOwners();
    private final ByteOwners writers = new ByteOwners();
    private final BytesRead in = new BytesRead();
    private final BytesRead out = new BytesRead();
    private long datagramsQueued;
    private long datagramsRead;

    /** Takes note of a call on the socket, or of a copy out of one of its packets. */
    void note(HopRecord record) {
        if (record.hop() == Hop.SOCK_SEND_LENGTH) {
            writer = record.caller();
            note(writers, record);
        } else if (record.hop() == Hop.SOCK_RECV_LENGTH) {
            reader = record.caller();
            note(readers, record);
            if (record.protocol() == UDP) {
                datagramsRead++;
            }
        } else if (record.hop() == Hop.SKB_COPY_DATAGRAM_IOVEC) {
            // Where both ends are ours, the packet belongs to the sender's socket.
            if (record.direction() == HopRecord.IN && record.tid() != 0) {
                reader = record.caller();
            }
            of(record.direction()).note(record);
        }
    }

    private static void note(ByteOwners owners, HopRecord record) {
        if (record.protocol() == TCP && record.length() > 0) {
            owners.note(record.seq(), record.length(), record.caller());
        }
    }

    /** Returns the thread that wrote, or has read, a byte of the stream; 0 for none known. */
    long owner(int direction, long seq) {
        return (direction == HopRecord.IN ? readers : writers).of(seq);
    }

    /** Numbers a datagram that has been queued, in the order in which they are read. */
    long queueDatagram() {
        return ++datagramsQueued;
    }

    boolean hasReadDatagram(long number) {
        return number != 0 && datagramsRead >= number;
    }

    /** Whether an application, here or on the other end, has read past a segment. */
    boolean hasRead(int direction, long seq, int payload) {
        return of(direction).isPast(seq + payload);
    }

    private BytesRead of(int direction) {
        return direction == HopRecord.IN ? in : out;
    }

    /** Returns the thread that read last, or wrote last if none has read; 0 for none. */
    long reader() {
        return reader != 0 ? reader : writer;
    }

    /** Returns the thread that wrote last, or read last if none has written; 0 for none. */
    long writer() {
        return writer != 0 ? writer : reader;
    }

    /** How far a stream of bytes has been read. */
    private static final class BytesRead {
        private long from;
        private long upTo;
        private boolean any;

        void note(HopRecord record) {
            // Segments that TCP has merged into this one are read with it, maybe in several calls.
            if (!any || record.seq() != from) {
                from = record.seq();
                upTo = from;
            }
            upTo += Integer.toUnsignedLong(record.value());
            any = true;
        }

        /** Sequence numbers wrap. */
        boolean isPast(long seq) {
            return any && (int) (upTo - seq) >= 0;
        }
    }
}
