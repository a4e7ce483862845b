package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The option hops: every function that takes a packet, or what an expression matches. */
@NeedsBpf
class HopsTests {
    /** What each segment of TCP passes once on its way over loopback, in this order. */
    private static final String[] WAY = {
        "__ip_queue_xmit",
        "ip_local_out",
        "__ip_local_out",
        "ip_finish_output2",
        "validate_xmit_skb",
        "eth_type_trans",
        "enqueue_to_backlog",
        "netif_receive_skb",
        "ip_rcv_core",
        "ip_protocol_deliver_rcu",
        "tcp_v4_rcv",
        "tcp_v4_fill_cb",
        "tcp_v4_do_rcv"
    };

    /** Those of them that are not in the hop table. */
    private static final List<String> OTHERS =
            List.of(
                    "ip_local_out",
                    "validate_xmit_skb",
                    "eth_type_trans",
                    "enqueue_to_backlog",
                    "ip_rcv_core",
                    "ip_protocol_deliver_rcu",
                    "tcp_v4_fill_cb");

    private static final int REQUESTS = 40;
    private static final String FREED = "kfree_skbmem";

    @TempDir Path directory;

    private int port;
    private List<String> said;

    @Test
    void allTellsEveryFunctionThatTakesAPacket() throws Exception {
        assumeTrue(hasKprobeMulti(), "this kernel has no kprobe.multi");
        Recording recording = exchange("all");
        assertThat(said).anyMatch(line -> line.matches(".*attached to 1,\\d+ functions in .* s.*"));
        RecordingAssert.assertThat(recording).hasOnlyPorts(port).hasPathForEachPacket();
        for (String cause : List.of("ringFull", "mapFull", "unmatched")) {
            assertThat(recording.lost(cause)).as(cause).isZero();
        }
        List<List<RecordedEvent>> requests =
                recording
                        .packetsWith("OUT")
                        .filter(hops -> hops.getFirst().getString("tcpFlags").equals("PSH,ACK"))
                        .toList();
        assertThat(requests.size()).isGreaterThanOrEqualTo(2 * REQUESTS);
        requests.forEach(HopsTests::assertWay);
        recording.packets().values().forEach(HopsTests::assertOnePacket);
        RecordedEvent status = recording.lastStatus();
        assertThat(status.getInt("hopCount")).isGreaterThan(1000);
        assertThat(status.getString("hops")).containsPattern(", 1,\\d+ other functions$");
    }

    @Test
    void anExpressionNarrows() throws Exception {
        String expression = "^(tcp|netif)_";
        Recording recording = exchange(expression);
        assertThat(recording.named("SkbHop"))
                .extracting(hop -> hop.getString("function"))
                .allMatch(function -> function.matches("(tcp|netif)_.*"))
                .contains("netif_rx", "netif_receive_skb");
        RecordingAssert.assertThat(recording).hasNoLoss().hasOnlyPorts(port).hasPathForEachPacket();
        assertThat(recording.named("PacketPath"))
                .as("what is not told is followed")
                .extracting(path -> path.getString("outcome"))
                .contains("DELIVERED")
                .doesNotContain("UNKNOWN");
        if (hasKprobeMulti()) {
            assertThat(Recording.functions(recording.named("SkbHop")))
                    .contains("tcp_v4_fill_cb", "tcp_v4_rcv");
        }
    }

    @Test
    void allIsRefusedWhereItCannotBeDone() throws Exception {
        assumeFalse(hasKprobeMulti(), "this kernel has kprobe.multi");
        try (AgentProcess client =
                JvmCommand.of(Client.class)
                        .agent(JvmCommand.AGENT, "log=warn,recording=none,start=sync,hops=all")
                        .jvm("-XX:StartFlightRecording:+mytracer.SkbHop#enabled=true")
                        .start("platform", "caller")) {
            assertThat(client.awaitAgent())
                    .matches(
                            "cannot trace packets: hops=all: .*needs Linux 5\\.18 with"
                                    + " CONFIG_FPROBE=y for kprobe\\.multi.*; .*");
            client.await("ready");
            assertThat(client.end()).isZero();
        }
    }

    /** Records a client while others talk, too, in the memory that its packets leave. */
    private Recording exchange(String hops) throws Exception {
        Path file = directory.resolve("hops.jfr");
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket server =
                        EchoServer.start(address, 0, Thread.ofPlatform().daemon().factory());
                ForeignLoad foreign = ForeignLoad.start(address);
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent(
                                        JvmCommand.AGENT,
                                        "log=debug,recording=" + file + ",hops=" + hops)
                                .start("platform", "caller")) {
            port = server.getLocalPort();
            client.await("ready");
            Await.until(
                    "the agent traces",
                    Duration.ofSeconds(30),
                    () -> client.agentLines().stream().anyMatch(line -> line.contains("tracing:")));
            client.tell("connect", "127.0.0.1", Integer.toString(port), "2");
            client.tell("request", Integer.toString(REQUESTS));
            client.tell("close");
            assertThat(client.end()).isZero();
            assertThat(foreign.requests()).isPositive();
            said = client.agentLines();
        }
        return Recording.read(file);
    }

    private static boolean hasKprobeMulti() {
        return Btf.vmlinux().hasFunction("kprobe_multi_link_handler");
    }

    private static void assertWay(List<RecordedEvent> hops) {
        List<String> functions = Recording.functions(hops);
        assertThat(functions).containsSubsequence(WAY);
        for (String function : WAY) {
            assertThat(functions).as("once").containsOnlyOnce(function);
        }
        assertThat(hops)
                .filteredOn(hop -> OTHERS.contains(hop.getString("function")))
                .allSatisfy(
                        hop -> {
                            assertThat(hop.getString("backend")).isEqualTo("kprobe.multi");
                            assertThat(hop.getString("stage")).isNotEqualTo("OTHER");
                        });
    }

    /**
     * All hops tell of one skb, each ends before the next begins, and none comes after the last.
     */
    private static void assertOnePacket(List<RecordedEvent> hops) {
        Map<Segment, List<RecordedEvent>> segments =
                hops.stream().collect(Collectors.groupingBy(Recording::segment));
        assertThat(segments).hasSize(1);
        assertThat(hops).extracting(hop -> hop.getLong("skb")).containsOnly(skb(hops));
        List<String> functions = Recording.functions(hops);
        assertThat(functions.subList(0, functions.size() - 1)).doesNotContain(FREED);
        Instant end = Instant.MIN;
        for (RecordedEvent hop : hops) {
            // Ticks are rounded twice: at a hop's start, and in its duration.
            assertThat(hop.getStartTime().plusNanos(10)).isAfterOrEqualTo(end);
            end = hop.getEndTime();
        }
    }

    private static long skb(List<RecordedEvent> hops) {
        return hops.getFirst().getLong("skb");
    }
}
