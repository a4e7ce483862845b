package io.mytracer.emit;

import io.mytracer.bpf.Protocol;
import io.mytracer.bpf.QueueRecord;
import io.mytracer.events.JavaStack;
import io.mytracer.events.SocketQueue;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Fills in SocketQueue. Not thread-safe. */
final class QueueFields {
    /** JFR shows it as "N/A" (jdk.jfr.consumer.RecordedObject.getDuration). */
    private static final long NOT_AVAILABLE = Long.MIN_VALUE;

    /** JMC 9.1 knows no field in microseconds (ChunkMetadata), and would show a bare number. */
    private static final long NANOS_PER_MICRO = 1000;

    private final Function<QueueRecord, Thread> readers;
    private final LongSupplier now;
    private final byte[] address = new byte[16];

    QueueFields(Function<QueueRecord, Thread> readers, LongSupplier now) {
        this.readers = readers;
        this.now = now;
    }

    /**
     * Fills in all.
     *
     * @param stall what may be in the way; null for nothing
     * @param since when it is so, by the clock of the record
     */
    void fill(SocketQueue event, QueueRecord record, QueueStall stall, long since) {
        fillSocket(event, record);
        fillQueues(event, record);
        Thread thread = readers.apply(record);
        event.thread = thread;
        event.javaThreadId = thread == null ? 0 : thread.threadId();
        event.threadState = thread == null ? null : thread.getState().name();
        event.javaStack =
                thread == null || record.receiveQueue() == 0
                        ? null
                        : JavaStack.text(thread.getStackTrace(), 0);
        // To take the stack may have lasted for some time; the event is of now.
        long time = now.getAsLong();
        long age = time - since;
        fillAge(event, record, time);
        event.stalled = stall != null && age >= stall.patience();
        event.cause = event.stalled ? cause(stall, record, age, thread) : null;
    }

    private void fillSocket(SocketQueue event, QueueRecord record) {
        boolean tcp = record.protocol() == Protocol.TCP.number();
        event.flow = record.flow();
        event.fd = record.fd();
        event.protocol = tcp ? "TCP" : "UDP";
        record.local(address);
        event.localAddress = Names.text(address);
        event.localPort = record.localPort();
        record.remote(address);
        event.remoteAddress = record.remotePort() == 0 ? null : Names.text(address);
        event.remotePort = record.remotePort();
        event.netns = record.netns();
        event.state = tcp ? TcpStates.name(record.state()) : null;
    }

    private static void fillQueues(SocketQueue event, QueueRecord record) {
        boolean listener = record.isListener();
        event.receiveQueue = listener ? 0 : record.receiveQueue();
        event.receiveLimit = listener ? 0 : record.receiveLimit();
        event.backlog = listener ? (int) record.receiveQueue() : 0;
        event.backlogLimit = listener ? (int) record.receiveLimit() : 0;
        event.sendQueue = record.sendQueue();
        event.sendLimit = record.sendLimit();
        event.rtt = record.rtt() * NANOS_PER_MICRO;
        event.cwnd = (int) record.cwnd();
        event.unacked = (int) record.unacked();
        event.retransmits = (int) record.retransmits();
        event.sendWindow = record.sendWindow();
        event.receiveWindow = record.receiveWindow();
    }

    private static void fillAge(SocketQueue event, QueueRecord record, long time) {
        boolean waiting = !record.isListener() && record.receiveQueue() > 0;
        long unread = record.arrived() == 0 ? NOT_AVAILABLE : time - record.arrived();
        event.oldestUnread = waiting ? unread : 0;
    }

    private static String cause(QueueStall stall, QueueRecord record, long age, Thread thread) {
        return switch (stall) {
            case UNREAD ->
                    String.format(
                            Locale.ROOT,
                            "the application has not read what came %s%s ago: %s",
                            record.arrived() == 0 ? "at least " : "",
                            seconds(age),
                            excuse(thread, "read"));
            case BACKLOG_FULL ->
                    String.format(
                            Locale.ROOT,
                            "%,d connections wait to be accepted, and the kernel lets no other in: "
                                    + "%s",
                            record.receiveQueue(),
                            excuse(thread, "accepted"));
            case NO_WINDOW ->
                    String.format(
                            Locale.ROOT,
                            "the other end has had no room for %s: its application does not read; "
                                    + "%,d bytes wait here",
                            seconds(age),
                            record.sendQueue());
        };
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** What the thread does that did this last. */
    private static String excuse(Thread thread, String did) {
        if (thread == null) {
            return "no thread is known that has " + did + " here";
        }
        String name = thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
        String doing =
                switch (thread.getState()) {
                    case NEW -> "has not been started";
                    case RUNNABLE -> "is at something else";
                    case BLOCKED -> "waits for a lock";
                    case WAITING, TIMED_WAITING -> "waits for something else";
                    case TERMINATED -> "has ended";
                };
        return "the thread that has " + did + " last, " + name + ", " + doing;
    }
}
