package io.mytracer.emit;

import io.mytracer.bpf.Protocol;
import io.mytracer.bpf.QueueRecord;

/** How a queue can be in the way. */
enum QueueStall {
    /** The application does not read what is there. */
    UNREAD(QueueStall.PATIENCE),
    /** The application does not accept, and no further connection finds room. */
    BACKLOG_FULL(0),
    /** The other end does not read, and has told that it has no more room. */
    NO_WINDOW(QueueStall.PATIENCE);

    /** Nobody complains of less, in ns. */
    static final long PATIENCE = 500_000_000L;

    private final long patience;

    QueueStall(long patience) {
        this.patience = patience;
    }

    /** Returns after which time, in ns, this is worth telling. */
    long patience() {
        return patience;
    }

    /** Returns what may be in the way at a socket, null for nothing. */
    static QueueStall of(QueueRecord record) {
        if (record.isListener()) {
            // sk_acceptq_is_full() of include/net/sock.h: one more than the backlog is let in.
            return record.receiveQueue() > record.receiveLimit() ? BACKLOG_FULL : null;
        }
        // Of UDP nothing tells whether it is still the same that waits.
        boolean isKnown = record.arrived() != 0 || record.protocol() == Protocol.TCP.number();
        if (record.receiveQueue() > 0 && isKnown) {
            return UNREAD;
        }
        boolean closed = record.state() == TcpStates.ESTABLISHED && record.sendWindow() == 0;
        return closed && record.sendQueue() > 0 ? NO_WINDOW : null;
    }
}
