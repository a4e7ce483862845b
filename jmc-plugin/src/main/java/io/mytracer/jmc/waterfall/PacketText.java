package io.mytracer.jmc.waterfall;

import java.util.StringJoiner;

/** Packets in words. */
final class PacketText {
    private PacketText() {}

    /** Returns what a row is called: number, direction, ports, flags and length. */
    static String label(Packet packet) {
        Fields event = new Fields(packet.event());
        StringJoiner label = new StringJoiner(" ");
        label.add(name(packet));
        addIfKnown(label, event.text("direction"));
        if (event.number("sourcePort") != 0 || event.number("destinationPort") != 0) {
            label.add(event.number("sourcePort") + "→" + event.number("destinationPort"));
        } else {
            addIfKnown(label, event.text("protocol"));
        }
        addIfKnown(label, event.text("tcpFlags"));
        addIfKnown(label, event.text("icmp"));
        return label.add(event.number("length") + " B").toString();
    }

    static String name(Packet packet) {
        return packet.id() == 0 ? "#–" : "#" + Long.toUnsignedString(packet.id());
    }

    /** Returns both ends with address and port. */
    static String ends(Packet packet, String between) {
        Fields event = new Fields(packet.event());
        return end(event.text("sourceAddress"), event.number("sourcePort"))
                + between
                + end(event.text("destinationAddress"), event.number("destinationPort"));
    }

    /** Returns what a span is, in a few words. */
    static String title(Span span) {
        Fields event = new Fields(span.event());
        String what =
                switch (span.kind()) {
                    case HOP -> span.stage() + " " + event.text("function");
                    case VERDICT -> "verdict " + event.text("verdict");
                    case DROP -> "drop " + known(event.text("reason"));
                    case RESET ->
                            (event.flag("sent") ? "reset sent " : "reset received ")
                                    + known(event.text("reason"));
                    case RETRANSMIT -> "retransmit " + known(event.text("kind"));
                };
        return what.strip();
    }

    private static String end(String address, long port) {
        String text = address == null ? "?" : address;
        return port == 0 ? text : (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
    }

    private static void addIfKnown(StringJoiner label, String text) {
        if (text != null) {
            label.add(text);
        }
    }

    private static String known(String text) {
        return text == null ? "" : text;
    }
}
