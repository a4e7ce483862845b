package io.mytracer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayTests {

    /** A packet to this host itself goes both ways, whatever its direction. */
    @ParameterizedTest
    @CsvSource({
        "__ip_queue_xmit,IP,OUT",
        "ip6_finish_output2,IP,OUT",
        "ip_rcv,IP,IN",
        "ipv6_rcv,IP,IN",
        "tcp_v4_rcv,TCP,IN",
        "tcp_retransmit_skb,TCP,OUT",
        "net_dev_queue,QUEUE,OUT",
        "loopback_xmit,TRANSMIT,OUT",
        "netif_rx,GRO,IN",
        "sk_data_ready,SOCKET,IN",
        "ip_forward,FORWARD,ACROSS"
    })
    void placeTellsTheWay(String function, String stage, Way way) {
        assertThat(Way.of(function, stage, "IN")).isEqualTo(way);
        assertThat(Way.of(function, stage, "OUT")).isEqualTo(way);
        assertThat(Way.of(function, stage, null)).isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource({
        "nf_hook_slow,NETFILTER",
        "tcp_ack,TCP",
        ",TCP",
        "skb_clone,TCP",
        "anything,A_STAGE_TO_COME",
        "anything,"
    })
    void directionTellsTheWayWhereThePlaceDoesNot(String function, String stage) {
        assertThat(Way.of(function, stage, "OUT")).isEqualTo(Way.OUT);
        assertThat(Way.of(function, stage, "IN")).isEqualTo(Way.IN);
        assertThat(Way.of(function, stage, "FORWARD")).isEqualTo(Way.ACROSS);
        assertThat(Way.of(function, stage, null)).isEqualTo(Way.IN);
    }

    @ParameterizedTest
    @CsvSource({"PREROUTING,IN", "INPUT,IN", "FORWARD,ACROSS", "OUTPUT,OUT", "POSTROUTING,OUT"})
    void hookTellsTheWay(String hook, Way way) {
        assertThat(Way.ofHook(hook, "OUT")).isEqualTo(way);
        assertThat(Way.ofHook(hook, "IN")).isEqualTo(way);
    }
}
