package io.mytracer.format;

import java.util.StringJoiner;

/** What an event tells beyond the headers of its packet, in one line. */
final class PacketComment {
    private final Fields event;
    private final StringJoiner parts = new StringJoiner("; ");

    private PacketComment(Fields event) {
        this.event = event;
    }

    static String of(Fields event, String place) {
        PacketComment comment = new PacketComment(event);
        String stage = event.text("stage");
        switch (event.type()) {
            case "mytracer.SkbHop" -> comment.add("hop", place + " (" + stage + ")");
            case "mytracer.NetfilterVerdict" -> comment.verdict();
            case "mytracer.KernelDrop" -> {
                comment.add("hop", "kfree_skb (" + stage + ")");
                comment.add("drop", event.text("reason"));
                comment.add("at", event.text("location"));
            }
            default -> {
                comment.add("hop", place);
                comment.add("state", event.text("state"));
                comment.add("cause", event.text("cause"));
            }
        }
        comment.add("thread", event.thread());
        comment.add("packet", Long.toUnsignedString(event.number("packetId")));
        return comment.parts.toString();
    }

    /** Table, chain, rule and verdict; a hook stands for chain and rule where they are unknown. */
    private void verdict() {
        StringJoiner where = new StringJoiner(" ");
        where.add(
                event.text("table")
                        + "."
                        + (event.text("chain") == null ? event.text("hook") : event.text("chain")));
        if (event.text("rule") != null) {
            where.add(event.text("rule"));
        }
        where.add(event.text("verdict"));
        add("verdict", where.toString());
        add("hook", event.text("hook"));
    }

    private void add(String name, String value) {
        if (value != null) {
            parts.add(name + ": " + value);
        }
    }
}
