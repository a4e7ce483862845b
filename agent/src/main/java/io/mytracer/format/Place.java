package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

/** Where a packet was and what became of it there, in one word: the last column of a row. */
public final class Place {

    private Place() {}

    /**
     * Returns the place of an event.
     *
     * @return null for an event that is not about one place in the kernel
     */
    public static String of(RecordedEvent event) {
        return of(new Fields(event));
    }

    static String of(Fields event) {
        return switch (event.type()) {
            case "mytracer.SkbHop" -> String.valueOf(event.text("function"));
            case "mytracer.NetfilterVerdict" -> verdict(event);
            case "mytracer.KernelDrop" -> "kfree_skb" + because(event.text("reason"));
            case "mytracer.TcpRetransmit" -> "tcp_retransmit_skb" + because(event.text("kind"));
            case "mytracer.TcpReset" ->
                    (event.flag("sent") ? "tcp_send_reset" : "tcp_receive_reset")
                            + because(event.text("reason"));
            default -> null;
        };
    }

    /** As the original tool prints it, and behind that which rule it was. */
    private static String verdict(Fields event) {
        String rule = event.text("rule");
        String where = rule == null ? null : event.text("chain") + " " + rule;
        return familyNumber(event.text("family"))
                + "."
                + orDash(event.text("table"))
                + "."
                + orDash(event.text("hook"))
                + "."
                + event.text("verdict")
                + because(where);
    }

    private static String orDash(String text) {
        return text == null ? "-" : text;
    }

    /** The number of {@code NFPROTO_INET} and its like; users know IPv4 as 2. */
    private static String familyNumber(String family) {
        return switch (String.valueOf(family)) {
            case "inet" -> "1";
            case "ip" -> "2";
            case "arp" -> "3";
            case "netdev" -> "5";
            case "bridge" -> "7";
            case "ip6" -> "10";
            default -> "-";
        };
    }

    private static String because(String reason) {
        return reason == null ? "" : "(" + reason + ")";
    }
}
