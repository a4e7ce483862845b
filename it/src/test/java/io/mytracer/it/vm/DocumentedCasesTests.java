package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Firewall;
import io.mytracer.it.Firewall.Tables;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.TraceProcess;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The three cases that the documentation of the original tool shows, on the command line that it
 * shows, column by column. Where it printed memory that is no address (of a packet without an
 * Ethernet header) there is none.
 */
@InGuest
@NeedsBpf
class DocumentedCasesTests {
    private static final int PORT = 8080;
    private static final String SYN = "T_SYN:10\\.99\\.0\\.1:\\d+->10\\.99\\.0\\.2:8080 +";
    private static final String RST = "T_ACK,RST:10\\.99\\.0\\.2:8080->10\\.99\\.0\\.1:\\d+ +";
    private static final String SKB = "[0-9a-f]{16}";

    /** {@code [2022-11-04 10:26:26.103401 ]}. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    @TempDir Path directory;

    @Test
    void aPortWhereNobodyListens() throws Exception {
        try (VethPair cable = new VethPair();
                TraceProcess trace =
                        TraceProcess.start(
                                directory,
                                "--proto=tcp",
                                "-H",
                                VethPair.NEAR,
                                "-P",
                                Integer.toString(PORT),
                                "--callstack")) {
            String far = row(cable.far().inode());
            connectInVain(cable);
            List<String> rows =
                    trace.await("the RST", row -> row.matches(".*" + RST + ".*netif_receive_skb"));
            assertThat(rows)
                    .anyMatch(r -> r.matches(far + "vb +[0-9a-f]{12} " + SYN + SKB + ".0:ip_rcv"));
            assertThat(rows)
                    .anyMatch(
                            r ->
                                    r.matches(
                                            far
                                                    + "vb +[0-9a-f]{12} "
                                                    + SYN
                                                    + SKB
                                                    + ".0:(ip_rcv_finish|ip_local_deliver)"));
            assertThat(rows)
                    .anyMatch(r -> r.matches(far + "\\w+ +nil +" + RST + SKB + ".0:ip_output"));
            assertThat(rows)
                    .anyMatch(
                            r -> r.matches(far + "vb +nil +" + RST + SKB + ".0:ip_finish_output"));
            assertThat(rows)
                    .anyMatch(
                            r -> r.matches(far + "vb +\\w+ +" + RST + SKB + ".0:__dev_queue_xmit"));
            assertThat(rows).anyMatch(r -> r.contains(":tcp_send_reset"));
            int output = index(rows, RST + SKB + ".0:ip_output");
            List<String> stack =
                    rows.subList(output + 1, rows.size()).stream()
                            .takeWhile(line -> line.startsWith("    "))
                            .map(line -> line.strip().replaceFirst("\\+0x.*", ""))
                            .toList();
            assertThat(stack)
                    .containsSubsequence(
                            "ip_output",
                            "ip_send_unicast_reply",
                            "tcp_v4_send_reset",
                            "tcp_v4_rcv",
                            "ip_local_deliver_finish");
            assertThat(trace.interrupt()).isZero();
        }
    }

    @Test
    void aRuleThatDropsWhatGoesOut() throws Exception {
        try (VethPair cable = new VethPair()) {
            new Firewall(cable.near())
                    .iptables(
                            Tables.LEGACY,
                            "-t raw -A OUTPUT -j ACCEPT",
                            "-t mangle -A OUTPUT -j ACCEPT",
                            "-t nat -A OUTPUT -p udp -j DNAT --to-destination 10.99.0.9",
                            "-t filter -I OUTPUT 1 -p tcp --dst " + VethPair.FAR + "/32 -j DROP");
            try (TraceProcess trace =
                            TraceProcess.start(
                                    directory, "--proto", "tcp", "--iptable", "-H", VethPair.FAR);
                    TraceProcess drops =
                            TraceProcess.start(
                                    directory,
                                    "--proto",
                                    "tcp",
                                    "--dropstack",
                                    "-H",
                                    VethPair.FAR)) {
                String near = row(cable.near().inode());
                connectInVain(cable);
                List<String> rows = trace.await("the verdict", row -> row.contains(".DROP"));
                assertThat(rows.stream().limit(4).map(row -> row.replaceFirst("\\(.*", "")))
                        .satisfiesExactly(
                                row -> verify(row, near, "2.raw.OUTPUT.ACCEPT"),
                                row -> verify(row, near, "2.mangle.OUTPUT.ACCEPT"),
                                row -> verify(row, near, "2.nat.OUTPUT.ACCEPT"),
                                row -> verify(row, near, "2.filter.OUTPUT.DROP"));
                // What the original could not see.
                List<String> dropped = drops.await("the drop", row -> row.contains("kfree_skb("));
                assertThat(dropped).anyMatch(row -> row.endsWith(":kfree_skb(NETFILTER_DROP)"));
                assertThat(dropped).anyMatch(row -> row.startsWith("    nf_hook_slow+0x"));
            }
        }
    }

    @Test
    void aDeviceThatDelays() throws Exception {
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .startedBy(cable.far().inside())
                                .start("::", PORT, "platform")) {
            server.port();
            cable.far().run("tc qdisc add dev vb root netem delay 300ms");
            try (TraceProcess trace =
                    TraceProcess.start(directory, "--proto=tcp", "-P", Integer.toString(PORT))) {
                cable.near().run("bash -c 'exec 3<>/dev/tcp/" + VethPair.FAR + "/" + PORT + "'");
                String answer = "T_ACK,SYN:10\\.99\\.0\\.2:8080->10\\.99\\.0\\.1:\\d+ +";
                List<String> rows =
                        trace.await(
                                "the SYN,ACK", row -> row.matches(".*" + answer + ".*netif_rx"));
                LocalDateTime before =
                        time(rows.get(index(rows, answer + SKB + ".0:__dev_queue_xmit")));
                LocalDateTime after =
                        time(rows.get(index(rows, answer + SKB + ".0:dev_hard_start_xmit")));
                assertThat(Duration.between(before, after))
                        .isBetween(Duration.ofMillis(299), Duration.ofMillis(600));
            }
        }
    }

    /** What the service's address is translated to does not match; with --keep it is shown. */
    @Test
    void aPacketIsKeptBehindItsTranslation() throws Exception {
        String service = "10.97.0.1";
        try (VethPair cable = new VethPair()) {
            cable.near().run("ip route add " + service + " via " + VethPair.FAR);
            new Firewall(cable.near())
                    .nft(
                            "table ip t {",
                            "chain o {",
                            "type nat hook output priority -100",
                            "ip daddr " + service + " dnat to " + VethPair.FAR,
                            "}",
                            "}");
            try (TraceProcess kept = TraceProcess.start(directory, "--keep", "-H", service);
                    TraceProcess matching = TraceProcess.start(directory, "-H", service)) {
                connectInVain(cable, service);
                String translated = "->" + VethPair.FAR + ":" + PORT;
                kept.await("the translated SYN", row -> row.contains(translated));
                assertThat(
                                matching.await(
                                        "the SYN",
                                        row -> row.contains("->" + service + ":" + PORT)))
                        .noneMatch(row -> row.contains(translated));
            }
        }
    }

    private static void verify(String row, String beginning, String verdict) {
        assertThat(row)
                .matches(
                        beginning
                                + "(nil|va) +nil +"
                                + SYN
                                + SKB
                                + ".0:"
                                + verdict.replace(".", "\\."));
    }

    private static String row(long netns) {
        return "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} ]\\[" + netns + "] ";
    }

    private static LocalDateTime time(String row) {
        return LocalDateTime.parse(row.substring(1, 27), TIME);
    }

    private static int index(List<String> rows, String end) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).matches(".* " + end)) {
                return i;
            }
        }
        throw new AssertionError("no row ends with " + end + ": " + rows);
    }

    /** With bash, which needs no time to start. */
    private static void connectInVain(VethPair cable) {
        connectInVain(cable, VethPair.FAR);
    }

    private static void connectInVain(VethPair cable, String address) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () ->
                                cable.near()
                                        .run(
                                                "timeout 1 bash -c 'exec 3<>/dev/tcp/"
                                                        + address
                                                        + "/"
                                                        + PORT
                                                        + "'"));
    }
}
