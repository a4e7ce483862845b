package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.KernelVersion;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Packets that cross devices and network namespaces, wait in a queue, and are filtered away. */
@NeedsBpf(tools = {"ip", "tc", "nft"})
class VethTests {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir Path directory;

    @Test
    void packetsAreFollowedThroughAQueueIntoTheOtherNamespace() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("veth.jfr");
        try (VethPair cable = new VethPair()) {
            cable.near().run("tc qdisc add dev va root tbf rate 50mbit burst 32kbit latency 400ms");
            try (AgentProcess server =
                            JvmCommand.of(EchoServer.class)
                                    .startedBy(cable.far().inside())
                                    .start(VethPair.FAR, port, "platform");
                    AgentProcess client = client(cable, file)) {
                server.await("port ");
                client.await("ready");
                client.tell("connect", VethPair.FAR, Integer.toString(port), "1");
                client.tell("request", "10");
                client.tell("close");
                assertThat(client.end()).isZero();
            }
        }
        Recording recording = Recording.read(file);
        List<List<RecordedEvent>> sent = recording.packetsWith("OUT").toList();
        assertThat(sent).hasSizeGreaterThan(10);
        List<String> way =
                new ArrayList<>(
                        List.of(
                                "net_dev_queue",
                                "qdisc_enqueue",
                                "qdisc_dequeue",
                                "net_dev_start_xmit",
                                "netif_rx",
                                "netif_receive_skb"));
        if (!KernelVersion.current().atLeast(5, 14)) {
            way.remove("qdisc_enqueue"); // the tracepoint came then
        }
        assertThat(sent)
                .allSatisfy(hops -> assertThat(Recording.functions(hops)).containsSubsequence(way));
        for (List<RecordedEvent> hops : sent) {
            assertThat(device(hops, "net_dev_queue")).isEqualTo("va");
            assertThat(device(hops, "netif_receive_skb")).isEqualTo("vb");
            assertThat(hop(hops, "netif_receive_skb").getLong("netns"))
                    .as("the other namespace")
                    .isNotEqualTo(hop(hops, "net_dev_queue").getLong("netns"));
            assertThat(hop(hops, "net_dev_start_xmit").getString("destinationMac"))
                    .matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        }
        // Linux 7 drops an old ACK, where TCP was slow to get it and has sent again.
        boolean dropsOldAcks = KernelVersion.current().atLeast(7, 0);
        assertThat(recording.named("KernelDrop"))
                .filteredOn(
                        drop ->
                                !dropsOldAcks
                                        || !drop.getString("reason").equals("TCP_RFC7323_PAWS_ACK"))
                .isEmpty();
    }

    @Test
    void filteredConnectionShowsItsDropsAndRetransmissions() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("dropped.jfr");
        Path early = directory.resolve("early.jfr");
        try (VethPair cable = new VethPair()) {
            new Firewall(cable.far())
                    .nft(
                            "table t {",
                            "chain i {",
                            "type filter hook input priority 0; policy drop;",
                            "}",
                            "}");
            try (AgentProcess client = client(cable, file)) {
                client.await("ready");
                client.tell("hang", VethPair.FAR, Integer.toString(port));
                Await.until(
                        "the SYN is sent again",
                        PATIENCE,
                        () -> {
                            client.jcmd("JFR.dump", "name=mytracer", "filename=" + early);
                            return Files.exists(early)
                                    && Recording.read(early).named("KernelDrop").size() > 1;
                        });
                assertThat(client.end()).isZero();
            }
        }
        Recording recording = Recording.read(file);
        assertThat(recording.named("KernelDrop"))
                .allSatisfy(
                        drop -> {
                            assertThat(drop.getString("reason")).isEqualTo("NETFILTER_DROP");
                            // nft_do_chain() of Linux 5.10 leaves that to its caller.
                            assertThat(drop.getString("location"))
                                    .startsWith(
                                            KernelVersion.current().atLeast(6, 1)
                                                    ? "nft_do_chain+"
                                                    : "nf_hook_slow+");
                            assertThat(drop.getString("stage"))
                                    .as("by tracepoints alone, or with functions")
                                    .isIn("RECEIVE", "NETFILTER");
                            assertThat(drop.getString("tcpFlags")).isEqualTo("SYN");
                            assertThat(drop.getInt("destinationPort")).isEqualTo(port);
                        });
        assertThat(recording.named("TcpRetransmit"))
                .isNotEmpty()
                .allSatisfy(
                        again -> {
                            assertThat(again.getString("kind")).isEqualTo("SYN");
                            assertThat(again.getString("state")).isEqualTo("SYN_SENT");
                            assertThat(again.getInt("destinationPort")).isEqualTo(port);
                        });
        assertThat(recording.named("PacketPath"))
                .extracting(path -> path.getString("outcome"))
                .contains("DROPPED");
    }

    private static AgentProcess client(VethPair cable, Path file) throws Exception {
        return JvmCommand.of(Client.class)
                .agent("start=sync,recording=" + file)
                .startedBy(cable.near().inside())
                .start("platform", "caller");
    }

    private static String device(List<RecordedEvent> hops, String function) {
        return hop(hops, function).getString("device");
    }

    private static RecordedEvent hop(List<RecordedEvent> hops, String function) {
        return hops.stream()
                .filter(hop -> function.equals(hop.getString("function")))
                .findFirst()
                .orElseThrow();
    }
}
