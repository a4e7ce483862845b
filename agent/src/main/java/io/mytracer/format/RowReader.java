package io.mytracer.format;

import io.mytracer.events.PacketType;

/** Makes rows of events. */
final class RowReader {

    private RowReader() {}

    /** Returns null for an event that is no row: one that is not about a place in the kernel. */
    static Row read(Fields event) {
        String place = Place.of(event);
        if (place == null) {
            return null;
        }
        String type = event.text("packetType");
        return new Row(
                event.nanos(),
                event.number("netns"),
                event.thread(),
                event.text("device"),
                event.text("destinationMac"),
                event.number("seq"),
                event.number("ack"),
                event.text("protocol"),
                event.text("tcpFlags"),
                event.text("icmp"),
                event.text("sourceAddress"),
                (int) event.number("sourcePort"),
                event.text("destinationAddress"),
                (int) event.number("destinationPort"),
                event.number("skb"),
                type == null ? -1 : PacketType.number(type),
                place);
    }
}
