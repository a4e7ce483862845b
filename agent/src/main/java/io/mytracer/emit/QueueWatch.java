package io.mytracer.emit;

import io.mytracer.bpf.QueueRecord;
import io.mytracer.events.SocketQueue;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Writes what waits at sockets: of each socket when that is asked for and there is news, and of one
 * whose queue does not move as soon as that is seen, then each time it has lasted twice as long.
 *
 * <p>Not thread-safe.
 */
public final class QueueWatch implements Consumer<QueueRecord> {
    private static final long NEVER = 0;

    /** What is known of a socket from one look to the next. */
    private static final class Seen {
        long look;
        long fingerprint;
        QueueStall stall;
        int read;
        long since;
        long toldAfter;
    }

    private final SocketQueue event = new SocketQueue();
    private final QueueFields fields;
    private final Map<Long, Seen> sockets = new HashMap<>();
    private boolean all;
    private long look;

    /**
     * Has seen no socket.
     *
     * @param readers the thread that is to fetch what waits; may give null
     * @param now the clock of the records
     */
    public QueueWatch(Function<QueueRecord, Thread> readers, LongSupplier now) {
        fields = new QueueFields(readers, now);
    }

    /** Whether a recording wants this. */
    public boolean isWanted() {
        return event.isEnabled();
    }

    /**
     * A look at all sockets begins.
     *
     * @param all whether all news is wanted, or only of queues that do not move
     */
    public void begin(boolean all) {
        this.all = all;
        look++;
    }

    @Override
    public void accept(QueueRecord record) {
        Seen seen = sockets.computeIfAbsent(record.flow(), flow -> new Seen());
        if (seen.look == look) {
            return; // another descriptor of the same socket
        }
        seen.look = look;
        boolean stalled = note(seen, record);
        long fingerprint = record.fingerprint();
        if (stalled || all && fingerprint != seen.fingerprint) {
            seen.fingerprint = fingerprint;
            fields.fill(event, record, seen.stall, seen.since);
            event.commit();
        }
    }

    /** The look has ended: sockets that have not been met are closed. */
    public void end() {
        sockets.values().removeIf(seen -> seen.look != look);
    }

    /**
     * Where packets are not followed, the data came before the first look that they were seen at.
     */
    private static void noteUnread(Seen seen, QueueRecord record) {
        if (record.arrived() != 0) {
            seen.since = record.arrived();
        } else if (record.read() != seen.read) {
            seen.since = record.time();
            seen.toldAfter = NEVER;
        }
        seen.read = record.read();
    }

    /** Whether a queue has stood still for so long that it is to be told now. */
    private static boolean note(Seen seen, QueueRecord record) {
        QueueStall stall = QueueStall.of(record);
        if (stall != seen.stall) {
            seen.stall = stall;
            seen.since = record.time();
            seen.toldAfter = NEVER;
        }
        if (stall == null) {
            return false;
        }
        if (stall == QueueStall.UNREAD) {
            noteUnread(seen, record);
        }
        long age = record.time() - seen.since;
        if (age < stall.patience()) {
            seen.toldAfter = NEVER;
            return false;
        }
        if (seen.toldAfter != NEVER && age < seen.toldAfter) {
            return false;
        }
        seen.toldAfter = Math.max(2 * age, QueueStall.PATIENCE);
        return true;
    }
}
