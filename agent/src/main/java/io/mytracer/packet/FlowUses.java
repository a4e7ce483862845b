package io.mytracer.packet;

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

    /** Returns the thread that a record of a path belongs to; 0 for none. */
    int thread(Path path, HopRecord record) {
        if (record.tid() != 0) {
            return record.tid();
        }
        boolean in = path.direction == HopRecord.IN;
        int own = in ? path.reader : path.writer;
        return own != 0 ? own : thread(path.flow, in);
    }

    /** Returns the thread that a record without a path belongs to; 0 for none. */
    int thread(HopRecord record) {
        return record.tid() != 0
                ? record.tid()
                : thread(record.flow(), record.direction() == HopRecord.IN);
    }

    private int thread(long cookie, boolean in) {
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
