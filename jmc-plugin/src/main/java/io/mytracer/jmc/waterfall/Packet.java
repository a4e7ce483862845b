package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.item.IItem;

import java.util.List;

/**
 * A packet and all that a recording tells of it.
 *
 * @param id its number, 0 if it was dropped before it had one
 * @param flow cookie of its socket, 0 if unknown
 * @param threadId Java's number of the thread that wrote or read it, 0 if unknown
 * @param begin nanoseconds since 1970
 * @param end nanoseconds since 1970, not before the begin
 * @param hops places that it passed, by time
 * @param marks verdicts, drops, resets and retransmits, by time
 * @param path the event of its whole way; null if there is none
 */
record Packet(
        long id,
        long flow,
        long threadId,
        long begin,
        long end,
        List<Span> hops,
        List<Span> marks,
        IItem path) {

    /** Whether the kernel dropped or refused it, reset its connection or sent it again. */
    boolean isBad() {
        return marks.stream().anyMatch(Span::isBad);
    }

    long nanos() {
        return end - begin;
    }

    /** Returns the event that tells most about who it is. */
    IItem event() {
        if (!hops.isEmpty()) {
            return hops.get(0).event();
        }
        return marks.isEmpty() ? path : marks.get(0).event();
    }

    /** Returns hops and marks by time, a hop before a mark of the same time. */
    List<Span> spans() {
        return PacketBuilder.byTime(hops, marks);
    }
}
