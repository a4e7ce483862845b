package io.mytracer.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** A packet with all that happened to it; where the id is 0, a call on a socket. */
final class Packet {
    /** In order of time, and of one time in an order that does not depend on the recording's. */
    private static final Comparator<Row> BY_TIME =
            Comparator.comparingLong(Row::time)
                    .thenComparing(Row::kind)
                    .thenComparing(Row::place, Comparator.nullsFirst(Comparator.naturalOrder()));

    final long key;
    final long id;
    private Headers headers;
    private long headersTime = Long.MAX_VALUE;
    private final List<Row> rows = new ArrayList<>(4);
    private PathEnd end;
    private boolean remarkable;

    /**
     * A packet that nothing is known of yet.
     *
     * @param key by which it is found and chosen
     * @param id as the recording numbers it
     */
    Packet(long key, long id) {
        this.key = key;
        this.id = id;
    }

    void add(Row row, Supplier<Headers> itsHeaders) {
        rows.add(row);
        remarkable |= row.kind().isRemarkable();
        if (row.time() < headersTime) {
            headers = itsHeaders.get();
            headersTime = row.time();
        }
    }

    /** Takes the end, whose headers are those that the socket knows. */
    void end(PathEnd path, Headers itsHeaders) {
        end = path;
        headers = itsHeaders;
        headersTime = Long.MIN_VALUE;
        remarkable |= "DROPPED".equals(path.outcome());
    }

    Headers headers() {
        return headers;
    }

    void sort() {
        rows.sort(BY_TIME);
    }

    List<Row> rows() {
        return rows;
    }

    /** Returns null where the recording does not tell. */
    PathEnd end() {
        return end;
    }

    boolean isRemarkable() {
        return remarkable;
    }

    /** Returns how much room it takes, in events. */
    int size() {
        return rows.size() + (end == null ? 0 : 1);
    }

    /** Returns when it was seen first. */
    long start() {
        long start = end == null ? Long.MAX_VALUE : end.time();
        for (Row row : rows) {
            start = Math.min(start, row.time());
        }
        return start;
    }

    /**
     * What mostly stays the same on a packet's way.
     *
     * @param flow socket cookie
     * @param length bytes
     */
    record Headers(
            Ends ends,
            long flow,
            String direction,
            String flags,
            long seq,
            long ack,
            long length,
            String thread) {}
}
