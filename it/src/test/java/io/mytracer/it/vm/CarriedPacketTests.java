package io.mytracer.it.vm;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Firewall;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.Namespace;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Recording;
import io.mytracer.it.Segment;
import io.mytracer.it.TcpDump;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Packets that a tunnel or a bridge carries: each is one packet all the way. */
@InGuest
@NeedsBpf(tools = {"ip", "tcpdump", "perl"})
class CarriedPacketTests {
    private static final String NEAR = "10.98.0.1";
    private static final String FAR = "10.98.0.2";

    @TempDir Path directory;

    private int port;
    private VethPair cable;
    private List<Segment> witnessed;

    @BeforeEach
    void lay() throws Exception {
        port = FreePort.next();
        cable = new VethPair();
    }

    @AfterEach
    void remove() throws Exception {
        cable.close();
    }

    @ParameterizedTest
    @CsvSource({
        "vxlan, 'id 42 dstport 4789 dev %s', vxlan_xmit, udp_rcv",
        "ipip, '', ipip_tunnel_xmit, ip_rcv"
    })
    void packetsAreFollowedThroughATunnel(
            String type, String parameters, String enters, String leaves) throws Exception {
        dig(cable.near(), type, parameters.formatted("va"), VethPair.NEAR, VethPair.FAR, NEAR);
        dig(cable.far(), type, parameters.formatted("vb"), VethPair.FAR, VethPair.NEAR, FAR);

        Recording recording = recordClient("tn", FAR);

        assertThat(recording).hasNoLoss().hasOnlyPorts(port, 4789, 0).hasPathForEachPacket();
        assertThat(recording.packets()).hasSameSizeAs(witnessed);
        assertThat(recording)
                .hasExactlyThePackets(
                        from(NEAR), segments(recording, "OUT", "net_dev_start_xmit", "tn"))
                .hasExactlyThePackets(
                        from(FAR), segments(recording, "IN", "netif_receive_skb", "tn"));
        assertThat(recording.packetsWith("OUT"))
                .allSatisfy(
                        hops -> {
                            assertThat(devices(hops, "net_dev_start_xmit"))
                                    .containsExactly("tn", "va");
                            assertThat(devices(hops, "netif_receive_skb"))
                                    .containsExactly("vb", "tn");
                            assertThat(Recording.functions(hops))
                                    .containsSubsequence(
                                            "__dev_queue_xmit",
                                            enters,
                                            "veth_xmit",
                                            leaves,
                                            "tcp_v4_rcv");
                        });
    }

    private static void dig(
            Namespace namespace,
            String type,
            String parameters,
            String local,
            String remote,
            String address)
            throws Exception {
        // Twice, in some hundreds of runs, "add" was refused in such a new namespace: File exists.
        namespace.run(
                "modprobe " + type,
                "ip link replace tn type %s %s local %s remote %s || { ip -d link >&2; exit 1; }"
                        .formatted(type, parameters, local, remote),
                "ip addr add " + address + "/24 dev tn",
                "ip link set tn up");
    }

    /** A bridge that has not learnt yet sends a copy through each of its ports. */
    @Test
    void copiesOfABridgeAreOnePacket() throws Exception {
        bridge();

        Recording recording = recordServer();

        assertThat(recording).hasNoLoss().hasOnlyPorts(port).hasPathForEachPacket();
        assertThat(recording.packets()).hasSameSizeAs(witnessed);
        assertThat(recording.named("KernelDrop"))
                .as("TCP may drop what comes late, but a copy too many is no drop")
                .allMatch(drop -> drop.getString("location").startsWith("tcp_"));
        assertThat(recording)
                .hasExactlyThePackets(
                        from(VethPair.FAR), segments(recording, "OUT", "net_dev_start_xmit", "br0"))
                .hasExactlyThePackets(
                        from(VethPair.NEAR), segments(recording, "IN", "netif_receive_skb", "br0"));
        assertThat(recording.packetsWith("OUT"))
                .allSatisfy(
                        hops -> {
                            assertThat(devices(hops, "net_dev_start_xmit"))
                                    .containsExactlyInAnyOrder("br0", "side", "vb");
                            assertThat(Recording.functions(hops))
                                    .containsSubsequence(
                                            "br_dev_xmit", "skb_clone", "veth_xmit", "tcp_v4_rcv");
                        });
        assertThat(recording.packetsWith("IN"))
                .allSatisfy(
                        hops ->
                                assertThat(Recording.functions(hops))
                                        .containsSubsequence(
                                                "br_handle_frame_finish",
                                                "br_pass_frame_up",
                                                "tcp_v4_rcv"));
    }

    @Test
    @NeedsKernel(value = "5.17", reason = "the rules of nftables are laid out otherwise before")
    void verdictsOfABridgeAreThoseOfItsRules() throws Exception {
        bridge();
        Firewall firewall = new Firewall(cable.far());
        firewall.nft(
                "table bridge fw {",
                "chain out {",
                "type filter hook output priority 0; policy accept;",
                "tcp sport " + port + " counter accept comment \"bridged\"",
                "}",
                "}");

        Recording recording = record(false, "va", VethPair.FAR);

        String decision =
                "bridge.fw.out: out handle %d ACCEPT".formatted(firewall.handle("bridged"));
        assertThat(Verdict.of(recording))
                .as("one for each copy")
                .hasSize(Math.toIntExact(firewall.packets("bridged")))
                .hasSizeGreaterThan(2 * recording.packetsWith("OUT").toList().size() - 1)
                .extracting(Verdict::decision)
                .containsOnly(decision);
    }

    private void bridge() throws Exception {
        cable.far()
                .run(
                        "ip link add br0 type bridge",
                        "ip link add side type dummy",
                        "ip link set side master br0",
                        "ip link set side up",
                        "ip addr del " + VethPair.FAR + "/24 dev vb",
                        "ip link set vb master br0",
                        "bridge link set dev vb learning off",
                        "ip addr add " + VethPair.FAR + "/24 dev br0",
                        "ip link set br0 up");
    }

    private Recording recordClient(String device, String server) throws Exception {
        return record(true, device, server);
    }

    private Recording recordServer() throws Exception {
        return record(false, "va", VethPair.FAR);
    }

    private Recording record(boolean tracesClient, String device, String server) throws Exception {
        Path file = directory.resolve("traced.jfr");
        JvmCommand echo = JvmCommand.of(EchoServer.class).startedBy(cable.far().inside());
        JvmCommand caller = JvmCommand.of(Client.class).startedBy(cable.near().inside());
        (tracesClient ? caller : echo).agent("start=sync,recording=" + file);
        try (AgentProcess far = echo.start(server, port, "platform");
                AgentProcess near = caller.start("platform", "caller")) {
            far.port();
            near.await("ready");
            converse(near, cable.near(), device, server);
            (tracesClient ? near : far).endTraced();
        }
        return Recording.read(file);
    }

    private void converse(AgentProcess client, Namespace namespace, String device, String server)
            throws Exception {
        try (TcpDump dump =
                TcpDump.start(
                        namespace,
                        device,
                        server,
                        "tcp port " + port,
                        directory.resolve("witness.pcap"))) {
            client.tell("connect", server, Integer.toString(port), "2");
            client.tell("request", "5");
            client.tell("close");
            witnessed = dump.stop();
        }
    }

    private List<Segment> from(String address) {
        return witnessed.stream()
                .filter(segment -> segment.source().getHostAddress().equals(address))
                .toList();
    }

    private static List<Segment> segments(
            Recording recording, String direction, String function, String device) {
        Map<Long, List<RecordedEvent>> packets = recording.packets();
        return packets.values().stream()
                .flatMap(List::stream)
                .filter(hop -> hop.getString("direction").equals(direction))
                .filter(hop -> hop.getString("function").equals(function))
                .filter(hop -> hop.getString("device").equals(device))
                .map(Recording::segment)
                .toList();
    }

    private static List<String> devices(List<RecordedEvent> hops, String function) {
        return hops.stream()
                .filter(hop -> hop.getString("function").equals(function))
                .map(hop -> hop.getString("device"))
                .toList();
    }
}
