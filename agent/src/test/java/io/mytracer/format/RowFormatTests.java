package io.mytracer.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Rows byte for byte as the original tool documents and prints them. */
class RowFormatTests {
    private static final ZoneId UTC = ZoneOffset.UTC;

    @Test
    void documentedHeader() {
        assertThat(RowFormat.DOCUMENTED.header())
                .isEqualTo(
                        "time       NETWORK_NS   INTERFACE    DEST_MAC     PKT_INFO                "
                                + "                 TRACE_INFO");
    }

    @Test
    void documentedRow() {
        assertThat(RowFormat.DOCUMENTED.row(syn(), UTC))
                .isEqualTo(
                        "[2022-11-04 10:26:26.103401 ][4026531992] eth1         00163e0cb838"
                                + " T_SYN:192.168.88.154:34060->192.168.40.230:8080"
                                + " ffff9fdef19eb600.0:napi_gro_receive");
    }

    @Test
    void documentedRowBeforeTheDeviceIsKnown() {
        Row row =
                tcp(
                        "2022-11-04T10:26:26.104033Z",
                        null,
                        null,
                        "RST,ACK",
                        "192.168.40.230",
                        8080,
                        "192.168.88.154",
                        34060,
                        0xffff9fdef19eb700L,
                        "ip_output");

        assertThat(RowFormat.DOCUMENTED.row(row, UTC))
                .isEqualTo(
                        "[2022-11-04 10:26:26.104033 ][4026531992] nil          nil         "
                                + " T_ACK,RST:192.168.40.230:8080->192.168.88.154:34060"
                                + " ffff9fdef19eb700.0:ip_output");
    }

    @Test
    void microsecondsAreSixDigitsEvenWhenZero() {
        Row row =
                tcp(
                        "2022-11-04T10:26:26Z",
                        "eth0",
                        null,
                        "ACK",
                        "10.0.0.1",
                        1,
                        "10.0.0.2",
                        2,
                        1,
                        "f");

        assertThat(RowFormat.DOCUMENTED.row(row, UTC)).startsWith("[2022-11-04 10:26:26.000000 ]");
    }

    @Test
    void wideHeader() {
        assertThat(RowFormat.WIDE.header())
                .isEqualTo(
                        "Time                          NETWORK_NS    COMMAND    INTERFACE   "
                                + " DEST_MAC     Seq          Ack          PKT_INFO             "
                                + "                    TRACE_INFO");
    }

    @Test
    void wideRow() {
        Row row =
                tcp(
                        "2026-11-22T20:47:29.727510Z",
                        "eth0",
                        "00:16:3e:0c:b8:38",
                        "RST,ACK",
                        "192.168.88.154",
                        34060,
                        "192.168.40.230",
                        8080,
                        0xffff9fdef19eb600L,
                        "ip_rcv");

        assertThat(RowFormat.WIDE.row(row, UTC))
                .isEqualTo(
                        "[2026-11-22 20:47:29.727510 ] [4026531992]  java       eth0        "
                                + " 00:16:3e:0c:b8:38 305419896    0           "
                                + " T_RST,ACK:192.168.88.154:34060->192.168.40.230:8080"
                                + " ffff9fdef19eb600.0:ip_rcv");
    }

    @Test
    void otherProtocols() {
        assertThat(packet("UDP")).isEqualTo("U:10.0.0.1:1->10.0.0.2:2");
        assertThat(packet("ICMP")).isEqualTo("I:10.0.0.1->10.0.0.2");
        assertThat(packet("ICMP", "echo request, id 22, seq 1"))
                .isEqualTo("I_request:10.0.0.1->10.0.0.2");
        assertThat(packet("ICMP", "echo reply, id 22, seq 1"))
                .isEqualTo("I_reply:10.0.0.1->10.0.0.2");
        assertThat(packet("ICMPV6")).isEqualTo("58:10.0.0.1->10.0.0.2");
        assertThat(packet("132")).isEqualTo("132:10.0.0.1->10.0.0.2");
        assertThat(packet(null)).isEqualTo("nil");
    }

    @Test
    void unknownPacketTypeIsNoNumber() {
        Row row =
                new Row(
                        0,
                        0,
                        null,
                        null,
                        null,
                        0,
                        0,
                        "UDP",
                        null,
                        null,
                        "a",
                        1,
                        "b",
                        2,
                        0xabL,
                        -1,
                        "kfree_skb(NO_SOCKET)");

        assertThat(RowFormat.WIDE.row(row, UTC)).endsWith(" ab.-:kfree_skb(NO_SOCKET)");
        assertThat(RowFormat.DOCUMENTED.row(row, UTC)).contains("][0         ] nil ");
    }

    private static String packet(String protocol) {
        return packet(protocol, null);
    }

    private static String packet(String protocol, String icmp) {
        Row row =
                new Row(
                        0,
                        0,
                        null,
                        null,
                        null,
                        0,
                        0,
                        protocol,
                        null,
                        icmp,
                        "10.0.0.1",
                        1,
                        "10.0.0.2",
                        2,
                        1,
                        0,
                        "f");
        String line = RowFormat.DOCUMENTED.row(row, UTC);
        return line.substring(67, line.indexOf(" 1.0:f")).strip();
    }

    private static Row syn() {
        return tcp(
                "2022-11-04T10:26:26.103401Z",
                "eth1",
                "00:16:3e:0c:b8:38",
                "SYN",
                "192.168.88.154",
                34060,
                "192.168.40.230",
                8080,
                0xffff9fdef19eb600L,
                "napi_gro_receive");
    }

    private static Row tcp(
            String time,
            String device,
            String mac,
            String flags,
            String source,
            int sourcePort,
            String destination,
            int destinationPort,
            long skb,
            String place) {
        Instant instant = Instant.parse(time);
        return new Row(
                instant.getEpochSecond() * 1_000_000_000L + instant.getNano(),
                4026531992L,
                "java",
                device,
                mac,
                305419896,
                0,
                "TCP",
                flags,
                null,
                source,
                sourcePort,
                destination,
                destinationPort,
                skb,
                0,
                place);
    }
}
