package io.mytracer.it.vm;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.KernelVersion;
import io.mytracer.it.AgentProcess;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Offloads;
import io.mytracer.it.Recording;
import io.mytracer.it.Segment;
import io.mytracer.it.TcpDump;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.Sink;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * 10 MB that TCP hands down in large segments, the kernel cuts for the device, and the receiver's
 * side merges again: each packet on the cable is one of its own.
 */
@InGuest
@NeedsBpf(tools = {"tcpdump", "perl"})
class OffloadTests {
    private static final int BYTES = 10_000_000;

    /** Of IPv4, and of TCP with its timestamps. */
    private static final int HEADERS = 20 + 32;

    /** Attaching takes time in a guest. */
    private static final String HOPS =
            "hops=^(napi_gro_receive_entry|netif_rx|net_dev_start_xmit|tpacket_rcv|tcp_v4_rcv"
                    + "|skb_clone)$";

    /** Where a packet arrives at the other end of the cable: veth has GRO from Linux 5.13 on. */
    private static final String ARRIVES =
            KernelVersion.current().atLeast(5, 13) ? "napi_gro_receive_entry" : "netif_rx";

    @TempDir static Path directory;

    private static int port;
    private static List<Segment> wire;
    private static Recording sender;
    private static Recording receiver;

    @BeforeAll
    static void transfer() throws Exception {
        port = FreePort.next();
        try (VethPair cable = new VethPair()) {
            new Offloads(cable.near(), "va").segmentation(false);
            new Offloads(cable.far(), "vb").merging(true);
            try (AgentProcess sink =
                            JvmCommand.of(Sink.class)
                                    .agent(options("receiver"))
                                    .startedBy(cable.far().inside())
                                    .start(VethPair.FAR, port);
                    AgentProcess client =
                            JvmCommand.of(Client.class)
                                    .agent(options("sender"))
                                    .startedBy(cable.near().inside())
                                    .start("platform", "caller")) {
                sink.port();
                client.await("ready");
                try (TcpDump dump =
                        TcpDump.start(
                                cable.near(),
                                "va",
                                VethPair.FAR,
                                "tcp port " + port,
                                directory.resolve("wire.pcap"))) {
                    client.tell("transfer", VethPair.FAR, Integer.toString(port), "" + BYTES);
                    wire = dump.stop();
                }
                assertThat(client.end()).isZero();
                assertThat(sink.end()).isZero();
            }
        }
        sender = Recording.read(directory.resolve("sender.jfr"));
        receiver = Recording.read(directory.resolve("receiver.jfr"));
    }

    private static String options(String name) {
        return "start=sync,maxsize=none," + HOPS + ",recording=" + directory.resolve(name + ".jfr");
    }

    /** In a guest interrupts often come on top of programs, which are slow there. */
    @Test
    void nothingIsLostOrForeign() {
        assertThat(sender).hasNoLossButByRecursion().hasOnlyPorts(port).hasPathForEachPacket();
        assertThat(receiver).hasNoLossButByRecursion().hasOnlyPorts(port).hasPathForEachPacket();
    }

    @Test
    void senderRecordsThePacketsOnTheCable() {
        assertThat(wire).hasSizeGreaterThan(BYTES / 1500);
        assertThat(sender)
                .hasExactlyThePackets(
                        from(wire, VethPair.NEAR), at(sender, "net_dev_start_xmit", "OUT"));
        assertThat(sender)
                .hasExactlyThePackets(from(wire, VethPair.NEAR), at(sender, ARRIVES, "OUT"));
        assertThat(sender)
                .hasExactlyThePackets(from(wire, VethPair.FAR), at(sender, "netif_rx", "IN"));
    }

    @Test
    void receiverRecordsThePacketsOnTheCable() {
        assertThat(receiver)
                .hasExactlyThePackets(from(wire, VethPair.NEAR), at(receiver, ARRIVES, "IN"));
        assertThat(receiver)
                .hasExactlyThePackets(
                        from(wire, VethPair.FAR), at(receiver, "net_dev_start_xmit", "OUT"));
    }

    @Test
    void hopsOfAPacketTellOfThatPacket() {
        for (Recording recording : List.of(sender, receiver)) {
            recording
                    .packets()
                    .values()
                    .forEach(
                            hops ->
                                    assertThat(hops)
                                            .extracting(hop -> hop.getLong("seq"))
                                            .containsOnly(hops.getFirst().getLong("seq")));
        }
    }

    /** What has been cut has been cut without a gap. */
    @Test
    void segmentsNameThePacketThatTheyWereCutFrom() {
        Map<Long, RecordedEvent> paths = paths(sender);
        Map<Long, List<RecordedEvent>> parts =
                paths.values().stream()
                        .filter(path -> path.getLong("origin") != 0)
                        .collect(Collectors.groupingBy(path -> path.getLong("origin")));
        assertThat(paths.values())
                .filteredOn(path -> path.getString("outcome").equals("SEGMENTED"))
                .extracting(path -> path.getLong("packetId"))
                .hasSizeGreaterThan(BYTES / (64 << 10) / 2)
                .containsExactlyInAnyOrderElementsOf(parts.keySet());
        parts.forEach(
                (origin, segments) -> {
                    Set<Long> begins = new HashSet<>(Set.of(seq(paths.get(origin))));
                    segments.stream().map(OffloadTests::end).forEach(begins::add);
                    assertThat(segments).extracting(OffloadTests::seq).isSubsetOf(begins);
                    assertThat(segments.stream().mapToLong(OffloadTests::payload).sum())
                            .isEqualTo(payload(paths.get(origin)));
                });
    }

    /** The packet that others are merged into begins with the first of them. */
    @Test
    @NeedsKernel(value = "5.13", reason = "veth merges nothing before")
    void mergedPacketsNameTheOneThatGoesOn() {
        for (Recording recording : List.of(sender, receiver)) {
            Map<Long, RecordedEvent> paths = paths(recording);
            List<RecordedEvent> merged =
                    paths.values().stream()
                            .filter(path -> path.getString("outcome").equals("MERGED"))
                            .toList();
            assertThat(merged.size()).isGreaterThan(BYTES / 1500 / 4);
            for (RecordedEvent path : merged) {
                RecordedEvent into = paths.get(path.getLong("mergedInto"));
                assertThat(into).isNotNull();
                assertThat(into.getString("outcome")).isEqualTo("DELIVERED");
                assertThat(seq(path) - seq(into)).isBetween(1L, 1L << 16);
            }
        }
    }

    /** What a slow guest sends again overlaps, or is dropped. */
    @Test
    void allThatArrivesIsDeliveredOrMerged() {
        List<RecordedEvent> arrived =
                paths(receiver).values().stream()
                        .filter(path -> path.getString("direction").equals("IN"))
                        .toList();
        long first =
                arrived.stream()
                        .filter(path -> path.getString("tcpFlags").equals("SYN"))
                        .mapToLong(path -> seq(path) + 1)
                        .findFirst()
                        .orElseThrow();
        TreeMap<Long, Long> ends = new TreeMap<>();
        arrived.stream()
                .filter(path -> Set.of("DELIVERED", "MERGED").contains(path.getString("outcome")))
                .filter(path -> !path.getString("tcpFlags").equals("SYN"))
                .filter(path -> payload(path) > 0)
                .forEach(
                        path -> {
                            long begin = (seq(path) - first) & 0xffff_ffffL;
                            ends.merge(begin, begin + payload(path), Math::max);
                        });
        long covered = 0;
        for (Map.Entry<Long, Long> part : ends.entrySet()) {
            assertThat(part.getKey()).as("no gap").isLessThanOrEqualTo(covered);
            covered = Math.max(covered, part.getValue());
        }
        assertThat(covered).isEqualTo(BYTES);
    }

    /** The capture takes clones, and the packet goes on. */
    @Test
    void captureIsAHopAndNotTheEnd() {
        List<List<String>> sent =
                sender.packetsWith("OUT")
                        .map(Recording::functions)
                        .filter(functions -> functions.contains("net_dev_start_xmit"))
                        .toList();
        assertThat(sent.size()).isGreaterThan(wire.size() / 2);
        sent.forEach(
                functions ->
                        assertThat(functions)
                                .containsSubsequence("tpacket_rcv", "net_dev_start_xmit", ARRIVES)
                                .doesNotContain("skb_clone"));
    }

    private static List<Segment> at(Recording recording, String function, String direction) {
        return recording.named("SkbHop").stream()
                .filter(hop -> hop.getString("function").equals(function))
                .filter(hop -> hop.getString("direction").equals(direction))
                .map(Recording::segment)
                .toList();
    }

    private static List<Segment> from(List<Segment> segments, String address) {
        return segments.stream()
                .filter(segment -> segment.source().getHostAddress().equals(address))
                .toList();
    }

    private static Map<Long, RecordedEvent> paths(Recording recording) {
        return recording.named("PacketPath").stream()
                .collect(Collectors.toMap(path -> path.getLong("packetId"), Function.identity()));
    }

    private static long seq(RecordedEvent path) {
        return path.getLong("seq");
    }

    private static long payload(RecordedEvent path) {
        return path.getLong("length") - HEADERS;
    }

    /** The sequence number behind it, which wraps. */
    private static long end(RecordedEvent path) {
        return (seq(path) + payload(path)) & 0xffff_ffffL;
    }
}
