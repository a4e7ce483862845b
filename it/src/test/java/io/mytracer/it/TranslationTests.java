package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.UdpEcho;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Packets whose addresses and ports the JVM's own host translates: both are in the recording. */
@NeedsBpf(tools = {"ip", "nft", "tcpdump", "perl"})
class TranslationTests {
    private static final String SERVICE = "10.97.0.1";
    private static final int SERVICE_PORT = 80;
    private static final int CONNECTIONS = 3;
    private static final int REQUESTS = 5;

    @TempDir Path directory;

    /** As for a service in a cluster: another destination, and another source on top. */
    @Test
    void clientOfATranslatedServiceIsRecordedWhole() throws Exception {
        int port = FreePort.next();
        List<Segment> witnessed;
        try (VethPair cable = new VethPair()) {
            cable.near().run("ip route add " + SERVICE + " via " + VethPair.FAR);
            new Firewall(cable.near())
                    .nft(
                            "table ip t {",
                            "chain o {",
                            "type nat hook output priority -100",
                            "ip daddr %s tcp dport %d dnat to %s:%d"
                                    .formatted(SERVICE, SERVICE_PORT, VethPair.FAR, port),
                            "}",
                            "chain p {",
                            "type nat hook postrouting priority 100",
                            "tcp dport " + port + " snat to " + VethPair.NEAR + ":7000-7999",
                            "}",
                            "}");
            try (AgentProcess server =
                            JvmCommand.of(EchoServer.class)
                                    .startedBy(cable.far().inside())
                                    .start(VethPair.FAR, port, "platform");
                    AgentProcess client =
                            JvmCommand.of(Client.class)
                                    .agent(options("client"))
                                    .startedBy(cable.near().inside())
                                    .start("platform", "caller")) {
                server.port();
                client.await("ready");
                try (TcpDump dump = capture(cable.near(), "va", VethPair.FAR, port)) {
                    converse(client, SERVICE, SERVICE_PORT);
                    witnessed = dump.stop();
                }
                assertThat(client.end()).isZero();
            }
        }
        Recording recording = read("client");
        assertThat(recording)
                .hasNoLoss()
                .hasOnlyPorts(SERVICE_PORT, port)
                .hasPathForEachPacket()
                .hasExactlyThePackets(witnessed, onTheCable(recording));
        assertThat(recording.packets()).hasSize(witnessed.size());
        assertThat(flows(recording)).hasSize(CONNECTIONS);

        String service = SERVICE + ":" + SERVICE_PORT;
        String far = VethPair.FAR + ":" + port;
        assertThat(paths(recording, "IN"))
                .filteredOn(path -> path.getInt("sourcePort") == SERVICE_PORT)
                .hasSizeGreaterThanOrEqualTo(CONNECTIONS * REQUESTS)
                .allSatisfy(
                        path ->
                                assertThat(path.getString("farSide"))
                                        .matches("TCP " + far + " > " + VethPair.NEAR + ":7.{3}"));
        if (seesFunctions(recording)) {
            assertThat(paths(recording, "IN"))
                    .extracting(TranslationTests::source)
                    .containsOnly(service);
            assertThat(paths(recording, "OUT"))
                    .allSatisfy(
                            path -> {
                                assertThat(destination(path)).isEqualTo(service);
                                assertThat(path.getString("farSide")).endsWith(" > " + far);
                            });
        }
    }

    /** As for a container whose port is published: clients know another port. */
    @Test
    void serverOnATranslatedPortIsRecordedWhole() throws Exception {
        int port = FreePort.next();
        List<Segment> witnessed;
        try (VethPair cable = new VethPair()) {
            redirect(cable.far(), "tcp", port);
            try (AgentProcess server =
                            JvmCommand.of(EchoServer.class)
                                    .agent(options("server"))
                                    .startedBy(cable.far().inside())
                                    .start("::", port, "platform");
                    AgentProcess client =
                            JvmCommand.of(Client.class)
                                    .startedBy(cable.near().inside())
                                    .start("platform", "caller")) {
                server.port();
                client.await("ready");
                try (TcpDump dump = capture(cable.far(), "vb", VethPair.NEAR, SERVICE_PORT)) {
                    converse(client, VethPair.FAR, SERVICE_PORT);
                    witnessed = dump.stop();
                }
                assertThat(client.end()).isZero();
                assertThat(server.end()).isZero();
            }
        }
        Recording recording = read("server");
        assertThat(recording)
                .hasNoLoss()
                .hasOnlyPorts(SERVICE_PORT, port)
                .hasPathForEachPacket()
                .hasExactlyThePackets(
                        from(VethPair.FAR, witnessed), from(VethPair.FAR, onTheCable(recording)));
        List<Segment> received = from(VethPair.NEAR, witnessed);
        List<Segment> recorded = from(VethPair.NEAR, asOutside(recording, port));
        if (seesFunctions(recording)) {
            assertThat(recording).hasExactlyThePackets(received, recorded);
            assertThat(paths(recording, "OUT"))
                    .allSatisfy(
                            path -> {
                                assertThat(path.getInt("sourcePort")).isEqualTo(port);
                                assertThat(path.getString("farSide"))
                                        .startsWith("TCP " + VethPair.FAR + ":80 > ");
                            });
        } else {
            // Nobody knows the connection until it is established.
            List<Segment> missing = new ArrayList<>(received);
            recorded.forEach(segment -> assertThat(missing.remove(segment)).isTrue());
            assertThat(missing).hasSize(2 * CONNECTIONS);
            assertThat(missing).extracting(Segment::flags).containsOnly("SYN", "ACK");
        }
        assertThat(flows(recording))
                .as("the connections, and the listener for their first packets")
                .hasSizeBetween(CONNECTIONS, CONNECTIONS + 1);
    }

    @Test
    void datagramsToATranslatedPortAreRecordedWhole() throws Exception {
        int port = FreePort.next();
        List<Segment> witnessed;
        try (VethPair cable = new VethPair()) {
            redirect(cable.far(), "udp", port);
            try (AgentProcess server =
                    JvmCommand.of(UdpEcho.class)
                            .agent(options("udp"))
                            .startedBy(cable.far().inside())
                            .start("0.0.0.0", port, "unconnected")) {
                server.port();
                try (TcpDump dump =
                        TcpDump.start(
                                cable.far(),
                                "vb",
                                VethPair.NEAR,
                                "udp port " + SERVICE_PORT,
                                directory.resolve("witness.pcap"))) {
                    cable.near().run(ask(VethPair.FAR, SERVICE_PORT, REQUESTS));
                    witnessed = dump.stop();
                }
                assertThat(server.end()).isZero();
            }
        }
        Recording recording = read("udp");
        assertThat(witnessed).hasSize(2 * REQUESTS);
        assertThat(recording)
                .hasNoLoss()
                .hasOnlyPorts(SERVICE_PORT, port)
                .hasExactlyThePackets(
                        from(VethPair.FAR, witnessed), from(VethPair.FAR, onTheCable(recording)));
        assertThat(flows(recording)).hasSize(1);
        List<Segment> recorded = from(VethPair.NEAR, asOutside(recording, port));
        if (seesFunctions(recording)) {
            assertThat(recording).hasExactlyThePackets(from(VethPair.NEAR, witnessed), recorded);
        } else {
            // Whose the first one is comes out with the answer; the agent waits for that a while.
            assertThat(recorded).hasSizeBetween(REQUESTS - 1, REQUESTS);
        }
    }

    private static void redirect(Namespace namespace, String protocol, int port) throws Exception {
        new Firewall(namespace)
                .nft(
                        "table ip t {",
                        "chain p {",
                        "type nat hook prerouting priority -100",
                        protocol + " dport " + SERVICE_PORT + " redirect to :" + port,
                        "}",
                        "}");
    }

    /** A program that sends datagrams from one socket, each after the answer to the one before. */
    private static String ask(String address, int port, int times) {
        return """
        perl -MIO::Socket::INET -e 'alarm 60; \
        $s = IO::Socket::INET->new(Proto => q(udp), PeerAddr => q(%s:%d)) or die $!; \
        for (1..%d) { $s->send(q(x) x $_); $s->recv($answer, 99) // die $! }'
        """
                .formatted(address, port, times);
    }

    private static void converse(AgentProcess client, String address, int port) throws Exception {
        client.tell("connect", address, Integer.toString(port), Integer.toString(CONNECTIONS));
        client.tell("request", Integer.toString(REQUESTS));
        client.tell("close");
    }

    private String options(String name) {
        return "start=sync,recording=" + directory.resolve(name + ".jfr");
    }

    private Recording read(String name) throws Exception {
        return Recording.read(directory.resolve(name + ".jfr"));
    }

    private TcpDump capture(Namespace namespace, String device, String neighbour, int port)
            throws Exception {
        return TcpDump.start(
                namespace,
                device,
                neighbour,
                "tcp port " + port,
                directory.resolve("witness.pcap"));
    }

    /** Each packet as it is at the device, for those that are seen there. */
    private static List<Segment> onTheCable(Recording recording) {
        Set<String> places = Set.of("net_dev_start_xmit", "netif_rx");
        return recording.packets().values().stream()
                .flatMap(
                        hops ->
                                hops.stream()
                                        .filter(hop -> places.contains(hop.getString("function")))
                                        .limit(1))
                .map(Recording::segment)
                .toList();
    }

    /** Each packet as it is seen first, but for the port that only this host knows. */
    private static List<Segment> asOutside(Recording recording, int port) {
        return recording.segments().stream()
                .map(
                        s ->
                                s.destinationPort() == port
                                        ? new Segment(
                                                s.source(),
                                                s.sourcePort(),
                                                s.destination(),
                                                SERVICE_PORT,
                                                s.seq(),
                                                s.ack(),
                                                s.flags(),
                                                s.length())
                                        : s)
                .toList();
    }

    private static List<Segment> from(String address, List<Segment> segments) {
        return segments.stream()
                .filter(segment -> segment.source().equals(InetAddress.ofLiteral(address)))
                .toList();
    }

    private static Set<Long> flows(Recording recording) {
        return recording.named("PacketPath").stream()
                .map(path -> path.getLong("flow"))
                .collect(Collectors.toSet());
    }

    private static List<RecordedEvent> paths(Recording recording, String direction) {
        return recording.named("PacketPath").stream()
                .filter(path -> direction.equals(path.getString("direction")))
                .toList();
    }

    private static String source(RecordedEvent path) {
        return path.getString("sourceAddress") + ":" + path.getInt("sourcePort");
    }

    private static String destination(RecordedEvent path) {
        return path.getString("destinationAddress") + ":" + path.getInt("destinationPort");
    }

    private static boolean seesFunctions(Recording recording) {
        return recording.lastStatus().getString("hops").contains("ip_rcv_finish");
    }
}
