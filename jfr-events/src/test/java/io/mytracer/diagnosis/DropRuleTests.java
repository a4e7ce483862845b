package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Diagnosed.rulesOf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class DropRuleTests {
    @ParameterizedTest
    @CsvSource({
        "IP_RPFILTER, rp-filter",
        "IP_LOCAL_SOURCE, bad-address",
        "IP_OUTNOROUTES, no-route",
        "IP_INNOROUTES, no-route",
        "NEIGH_FAILED, next-hop-silent",
        "PKT_TOO_BIG, mtu",
        "FRAG_REASM_TIMEOUT, fragments-lost",
        "TCP_LISTEN_OVERFLOW, accept-queue-full",
        "SOCKET_BACKLOG, tcp-buffer-full",
        "SOCKET_RCVBUFF, tcp-buffer-full",
        "TCP_ZEROWINDOW, receive-buffer-full",
        "PROTO_MEM, tcp-memory",
        "TCP_CSUM, checksum",
        "QDISC_DROP, qdisc-drop",
        "QDISC_OVERLIMIT, qdisc-drop",
        "CPU_BACKLOG, cpu-backlog",
        "FULL_RING, device-queue",
        "NOMEM, no-memory",
        "XDP, program-drop",
        "TC_INGRESS, program-drop",
        "BPF_CGROUP_EGRESS, program-drop",
        "SECURITY_HOOK, program-drop",
        "TCP_RFC7323_TW_PAWS, time-wait-reuse",
        "TCP_CLOSE, data-after-close",
        "NETFILTER_DROP, conntrack"
    })
    void oneIsEnough(String reason, String rule) {
        assertThat(rules(drop(reason))).containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "TCP_INVALID_SEQUENCE, confused-connection, 3",
        "TCP_OLD_DATA, spurious-retransmit, 20",
        "QUEUE_PURGE, unread-data, 10",
        "SOMETHING_NEW, drop, 3",
        "NOT_SPECIFIED, drop-unexplained, 20"
    })
    void fewAreNormal(String reason, String rule, int least) {
        assertThat(rulesOf(least - 1, () -> drop(reason))).isEmpty();
        assertThat(rulesOf(least, () -> drop(reason))).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTHERHOST", "TCP_RESET", "UNHANDLED_PROTO", "SOCKET_CLOSE"})
    void someAreNoTrouble(String reason) {
        assertThat(rulesOf(1000, () -> drop(reason))).isEmpty();
    }

    @Test
    void nobodyListensIsAboutTheSyn() {
        Seen syn = drop("NO_SOCKET").with("tcpFlags", "SYN");
        assertThat(findings(List.of(syn)))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.rule()).isEqualTo("closed-port");
                            assertThat(finding.title())
                                    .isEqualTo("Nobody listens on 192.0.2.7:8080");
                            assertThat(finding.evidence()).contains("peer 192.0.2.9");
                            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                        });
        assertThat(rulesOf(3, () -> drop("NO_SOCKET").with("tcpFlags", "PSH,ACK")))
                .containsExactly("unknown-connection");
    }

    @Test
    void datagramsAreTheirOwn() {
        assertThat(rules(drop("NO_SOCKET").with("protocol", "UDP")))
                .containsExactly("udp-closed-port");
        assertThat(rules(drop("SOCKET_RCVBUFF").with("protocol", "UDP")))
                .containsExactly("udp-buffer-full");
        Seen late =
                Seen.packet("KernelDrop", "IN", Seen.CLIENT, 53, Seen.SERVER, 50_000)
                        .with("protocol", "UDP")
                        .with("reason", "NO_SOCKET");
        assertThat(rules(late)).as("a late answer of DNS").isEmpty();
    }

    @Test
    void placeTellsWhereTheReasonDoesNot() {
        assertThat(rules(drop("NOT_SPECIFIED").with("location", "tcp_conn_request+0x1f")))
                .containsExactly("syn-backlog");
        assertThat(rules(drop("NOT_SPECIFIED").with("location", "dev_gro_receive+0x1f")))
                .containsExactly("gro-drop");
        assertThat(rules(drop("NETFILTER_DROP").with("location", "nft_do_chain+0x3e8")))
                .containsExactly("firewall");
    }

    private static Seen drop(String reason) {
        return Seen.received("KernelDrop").with("reason", reason).with("location", "ip_rcv+0x1");
    }
}
