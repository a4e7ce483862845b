package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.item.IItem;

/**
 * Something that happened to a packet, from a time to a time. There may be millions: what is shown
 * of one span only is read from its event when that is asked for.
 *
 * @param start nanoseconds since 1970
 * @param end nanoseconds since 1970, not before the start
 * @param kind what happened
 * @param stage where, as far as the event tells
 * @param isBad whether somebody will ask why
 * @param event what tells of it
 */
record Span(long start, long end, SpanKind kind, Stage stage, boolean isBad, IItem event) {

    long nanos() {
        return end - start;
    }
}
