package io.mytracer.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The columns that users of the original tool know: those of its documentation, and its own. */
public enum RowFormat {
    /** As documented in 2022: flags highest bit first, MAC without colons. */
    DOCUMENTED {
        @Override
        String header() {
            return "time       NETWORK_NS   INTERFACE    DEST_MAC     PKT_INFO"
                    + "                                 TRACE_INFO";
        }

        @Override
        String row(Row row, ZoneId zone) {
            return "[%-8s][%-10s] %-12s %-12s %-40s %s"
                    .formatted(
                            time(row, zone),
                            Long.toUnsignedString(row.netns()),
                            orNil(row.device()),
                            orNil(row.mac()).replace(":", ""),
                            packet(row, reversed(row.tcpFlags())),
                            trace(row));
        }
    },

    /** As mytracer.py prints: with command and sequence numbers, flags lowest bit first. */
    WIDE {
        @Override
        String header() {
            return "%-29s %-12s  %-10s %-12s %-12s %-12s %-12s %-40s %s"
                    .formatted(
                            "Time",
                            "NETWORK_NS",
                            "COMMAND",
                            "INTERFACE",
                            "DEST_MAC",
                            "Seq",
                            "Ack",
                            "PKT_INFO",
                            "TRACE_INFO");
        }

        @Override
        String row(Row row, ZoneId zone) {
            return "[%-8s] [%-10s]  %-10s %-12s %-12s %-12s %-12s %-40s %s"
                    .formatted(
                            time(row, zone),
                            Long.toUnsignedString(row.netns()),
                            row.thread() == null ? "" : row.thread(),
                            orNil(row.device()),
                            orNil(row.mac()),
                            Long.toUnsignedString(row.seq()),
                            Long.toUnsignedString(row.ack()),
                            packet(row, orNone(row.tcpFlags())),
                            trace(row));
        }
    };

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS ");
    private static final long NANOS = 1_000_000_000L;

    /** The first line, without line end. */
    abstract String header();

    /** The line of a row, without its stack and line end. */
    abstract String row(Row row, ZoneId zone);

    /** When a row was, without the blank behind it that columns have. */
    static String timeOf(Row row) {
        return time(row, ZoneId.systemDefault()).strip();
    }

    /** Which packet a row is about, with its TCP flags lowest bit first. */
    static String packetOf(Row row) {
        return packet(row, orNone(row.tcpFlags()));
    }

    private static String time(Row row, ZoneId zone) {
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(row.nanos(), NANOS), Math.floorMod(row.nanos(), NANOS));
        return TIME.format(instant.atZone(zone));
    }

    private static String packet(Row row, String flags) {
        String protocol = String.valueOf(row.protocol());
        return switch (protocol) {
            case "TCP" -> "T_" + flags + ":" + ends(row, true);
            case "UDP" -> "U:" + ends(row, true);
            case "ICMP" -> "I" + echo(row) + ":" + ends(row, false);
            case "ICMPV6" -> "58:" + ends(row, false);
            case "null" -> "nil";
            default -> protocol + ":" + ends(row, false);
        };
    }

    /** The original tool knew no other messages. */
    private static String echo(Row row) {
        String message = orNone(row.icmp());
        if (message.startsWith("echo request")) {
            return "_request";
        }
        return message.startsWith("echo reply") ? "_reply" : "";
    }

    private static String ends(Row row, boolean ports) {
        return orNil(row.source())
                + (ports ? ":" + row.sourcePort() : "")
                + "->"
                + orNil(row.destination())
                + (ports ? ":" + row.destinationPort() : "");
    }

    private static String trace(Row row) {
        return Long.toHexString(row.skb())
                + "."
                + (row.packetType() < 0 ? "-" : Integer.toString(row.packetType()))
                + ":"
                + row.place();
    }

    private static String reversed(String flags) {
        List<String> names = new ArrayList<>(Arrays.asList(orNone(flags).split(",")));
        Collections.reverse(names);
        return String.join(",", names);
    }

    private static String orNone(String text) {
        return text == null ? "" : text;
    }

    private static String orNil(String text) {
        return text == null ? "nil" : text;
    }
}
