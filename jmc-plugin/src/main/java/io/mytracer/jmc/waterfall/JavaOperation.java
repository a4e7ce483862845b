package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.item.IItem;

/**
 * A call of a Java thread on a socket.
 *
 * @param start nanoseconds since 1970
 * @param end nanoseconds since 1970
 * @param name what it did, such as read
 * @param isRead whether bytes came in
 * @param threadId Java's number of the thread, 0 if unknown
 * @param thread name of the thread
 * @param flow cookie of the socket, 0 if unknown
 * @param firstSeq TCP's number of the first byte moved, -1 if unknown
 * @param lastSeq TCP's number of the last byte moved, -1 if unknown
 * @param event what tells of it
 */
record JavaOperation(
        long start,
        long end,
        String name,
        boolean isRead,
        long threadId,
        String thread,
        long flow,
        long firstSeq,
        long lastSeq,
        IItem event) {

    /** Whether it moved the byte of this number; numbers of TCP begin again after 2^32 - 1. */
    boolean moved(long seq) {
        return firstSeq >= 0
                && lastSeq >= 0
                && ((seq - firstSeq) & 0xFFFF_FFFFL) <= ((lastSeq - firstSeq) & 0xFFFF_FFFFL);
    }

    /** Returns the nanoseconds between this and something else, 0 if they overlap. */
    long gap(long from, long to) {
        return Math.max(0, Math.max(start - to, from - end));
    }
}
