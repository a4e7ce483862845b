package io.mytracer.cli;

import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Protocol;
import io.mytracer.events.PacketType;
import io.mytracer.filter.AddressBlock;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Makes rows of events. Equal texts are kept once, so that large recordings fit into memory. */
final class RowReader {
    private static final int MAX_TEXTS = 100_000;
    private static final byte[] NO_ADDRESS = new byte[16];

    private final PacketFilter filter;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, byte[]> addresses = new HashMap<>();

    RowReader(PacketFilter filter) {
        this.filter = filter;
    }

    /** Whether the event is one that makes a row, by its name. */
    static boolean isShown(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case "mytracer.SkbHop",
                    "mytracer.NetfilterVerdict",
                    "mytracer.KernelDrop",
                    "mytracer.TcpReset",
                    "mytracer.TcpRetransmit" ->
                    true;
            default -> false;
        };
    }

    /** The row of an event that {@link #isShown}; null if the filter does not want it. */
    Row read(RecordedEvent event) {
        String source = text(event, "sourceAddress");
        String destination = text(event, "destinationAddress");
        String protocol = text(event, "protocol");
        int sourcePort = (int) number(event, "sourcePort");
        int destinationPort = (int) number(event, "destinationPort");
        if (!filter.matches(
                address(source),
                sourcePort,
                address(destination),
                destinationPort,
                protocolNumber(protocol))) {
            return null;
        }
        Instant start = event.getStartTime();
        String type = text(event, "packetType");
        return new Row(
                start.getEpochSecond() * 1_000_000_000L + start.getNano(),
                number(event, "netns"),
                thread(event),
                text(event, "device"),
                text(event, "destinationMac"),
                number(event, "seq"),
                number(event, "ack"),
                protocol,
                text(event, "tcpFlags"),
                source,
                sourcePort,
                destination,
                destinationPort,
                number(event, "skb"),
                type == null ? -1 : PacketType.number(type),
                once(place(event)),
                text(event, "kernelStack"));
    }

    private String place(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case "mytracer.NetfilterVerdict" -> verdict(event);
            case "mytracer.KernelDrop" -> "kfree_skb" + because(text(event, "reason"));
            case "mytracer.TcpRetransmit" -> "tcp_retransmit_skb" + because(text(event, "kind"));
            case "mytracer.TcpReset" ->
                    (event.hasField("sent") && event.getBoolean("sent")
                                    ? "tcp_send_reset"
                                    : "tcp_receive_reset")
                            + because(text(event, "reason"));
            default -> String.valueOf(text(event, "function"));
        };
    }

    /** As the original tool prints it, and behind that which rule it was. */
    private String verdict(RecordedEvent event) {
        String rule = text(event, "rule");
        String where = rule == null ? null : text(event, "chain") + " " + rule;
        return familyNumber(text(event, "family"))
                + "."
                + orDash(text(event, "table"))
                + "."
                + orDash(text(event, "hook"))
                + "."
                + text(event, "verdict")
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

    private String thread(RecordedEvent event) {
        if (!event.hasField("eventThread")) {
            return null;
        }
        RecordedThread thread = event.getThread();
        if (thread == null) {
            return null;
        }
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        return name == null ? null : once(oneLine(name));
    }

    /** Recordings of other versions may lack a field. */
    private String text(RecordedEvent event, String field) {
        String text = event.hasField(field) ? event.getString(field) : null;
        return text == null || field.equals("kernelStack") ? once(text) : once(oneLine(text));
    }

    private static long number(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getLong(field) : 0;
    }

    private String once(String text) {
        if (text == null) {
            return null;
        }
        if (texts.size() >= MAX_TEXTS) {
            texts.clear();
        }
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** No name in a recording shall steer a terminal. */
    static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.replaceAll("\\p{Cntrl}", "?");
            }
        }
        return text;
    }

    private byte[] address(String text) {
        if (text == null) {
            return NO_ADDRESS;
        }
        if (addresses.size() >= MAX_TEXTS) {
            addresses.clear();
        }
        return addresses.computeIfAbsent(text, RowReader::parse);
    }

    private static byte[] parse(String text) {
        try {
            return AddressBlock.bytes(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return NO_ADDRESS;
        }
    }

    private static int protocolNumber(String text) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equals(text)) {
                return protocol.number();
            }
        }
        return 0;
    }
}
