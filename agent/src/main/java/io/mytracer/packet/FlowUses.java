package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

/**
 * What is known of the use of each socket, by its cookie. Bounded: sockets that have not been used
 * for long are forgotten, a generation at a time.
 *
 * <p>Not thread-safe.
 */
final class FlowUses {
    static final int GENERATION = 1 << 15;

    private static final int TCP = 6;

    private LongMap<FlowUse> young = new LongMap<>();
    private LongMap<FlowUse> old = new LongMap<>();

    /** Takes note of a call on a socket, or of a copy out of a packet of the path. */
    void note(long cookie, HopRecord record) {
        FlowUse use = of(cookie);
        if (use != null) {
            use.note(record);
        }
    }

    /** Numbers a datagram that has been queued; 0 where its socket is not known. */
    long queueDatagram(long cookie) {
        FlowUse use = of(cookie);
        return use == null ? 0 : use.queueDatagram();
    }

    /** Whether the payload of a received packet has been taken. */
    boolean hasTaken(Path path) {
        FlowUse use = of(path.flow);
        if (path.protocol == TCP) {
            return path.payload == 0
                    || use != null && use.hasRead(path.direction, path.seq, path.payload);
        }
        return use != null && use.hasReadDatagram(path.datagram);
    }

    /**
     * Returns the thread that a record of a path belongs to, 0 for none: the one that wrote the
     * bytes, or has read them, whoever it was that made TCP send or take them.
     */
    long thread(Path path, HopRecord record) {
        boolean copied = record.hop() == Hop.SKB_COPY_DATAGRAM_IOVEC && record.tid() != 0;
        long owner = copied ? 0 : ofStream(path);
        if (owner != 0) {
            return owner;
        }
        if (record.tid() != 0) {
            return record.caller();
        }
        return ofPath(path);
    }

    /** Returns the thread that a path as a whole belongs to; 0 for none. */
    long thread(Path path) {
        long owner = ofStream(path);
        return owner != 0 ? owner : ofPath(path);
    }

    private long ofStream(Path path) {
        boolean hasBytes = path.protocol == TCP && path.payload > 0;
        return hasBytes ? owner(path.flow, path.direction, path.seq) : 0;
    }

    private long ofPath(Path path) {
        boolean in = path.direction == HopRecord.IN;
        long own = in ? path.reader : path.writer;
        return own != 0 ? own : thread(path.flow, in);
    }

    /** Returns the thread that a record without a path belongs to; 0 for none. */
    long thread(HopRecord record) {
        long owner = 0;
        if (record.kind() == HopRecord.RETRANSMIT) {
            owner = owner(record.flow(), HopRecord.OUT, record.seq());
        }
        if (owner != 0) {
            return owner;
        }
        return record.tid() != 0
                ? record.caller()
                : thread(record.flow(), record.direction() == HopRecord.IN);
    }

    /** Returns the thread that has read last, or written if none has read; 0 for none. */
    long reader(long cookie) {
        FlowUse use = cookie == 0 ? null : young.get(cookie);
        use = use == null && cookie != 0 ? old.get(cookie) : use;
        return use == null ? 0 : use.reader();
    }

    private long owner(long cookie, int direction, long seq) {
        FlowUse use = of(cookie);
        return use == null ? 0 : use.owner(direction, seq);
    }

    private long thread(long cookie, boolean in) {
        FlowUse use = of(cookie);
        return use == null ? 0 : in ? use.reader() : use.writer();
    }

    private FlowUse of(long cookie) {
        if (cookie == 0) {
            return null;
        }
        FlowUse use = young.get(cookie);
        if (use == null) {
            use = old.remove(cookie);
            use = use == null ? new FlowUse() : use;
            if (young.size() == GENERATION) {
                old = young;
                young = new LongMap<>();
            }
            young.put(cookie, use);
        }
        return use;
    }
}
