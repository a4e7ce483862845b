package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.UdpEcho;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every datagram from and to a JVM's UDP socket is in its recording once, and no other is. */
@NeedsBpf(tools = "tcpdump")
class UdpCompletenessTests {
    private static final int DATAGRAMS = Slowness.fewer(200, 50);
    private static final int PATIENCE_MILLIS =
            Math.toIntExact(Slowness.allow(Duration.ofSeconds(10)).toMillis());

    @TempDir Path directory;

    @ParameterizedTest(name = "{0} from {1}, {2}, filter {3}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, connected,   true",
        "127.0.0.1, 127.0.0.1, unconnected, false",
        "::,        127.0.0.1, unconnected, true",
        "::1,       ::1,       connected,   false",
        "::,        ::1,       unconnected, false",
    })
    void datagramsAreRecordedWhole(String bind, String to, String mode, boolean filtered)
            throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("udp.jfr");
        InetAddress address = InetAddress.ofLiteral(to);
        String options = "start=sync,recording=" + file + (filtered ? ",port=" + port : "");
        List<Segment> witnessed;
        try (DatagramSocket client = new DatagramSocket(0, address);
                AgentProcess echo =
                        JvmCommand.of(UdpEcho.class)
                                .agent(options)
                                .start(bind, port, mode, to, client.getLocalPort())) {
            echo.port();
            client.setSoTimeout(PATIENCE_MILLIS);
            try (ForeignDatagrams foreign = ForeignDatagrams.start(address);
                    TcpDump dump =
                            TcpDump.start("udp port " + port, directory.resolve("witness.pcap"))) {
                foreign.await(100);
                for (int i = 0; i < DATAGRAMS; i++) {
                    exchange(client, address, port, 1 + 40 * i);
                }
                witnessed = dump.stop();
            }
            assertThat(echo.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(witnessed).hasSize(2 * DATAGRAMS);
        assertThat(recording)
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasOnlyPorts(port)
                .hasConsistentPackets();
        assertThat(recording.packetsWith("IN")).hasSize(DATAGRAMS);
        assertThat(recording.packetsWith("OUT")).hasSize(DATAGRAMS);
    }

    /** As many as come in a second or two: more than the agent can hold while it is in doubt. */
    @Test
    void foreignFloodStaysOut() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("flood.jfr");
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramSocket client = new DatagramSocket(0, address);
                AgentProcess echo =
                        JvmCommand.of(UdpEcho.class)
                                .agent("start=sync,recording=" + file)
                                .start("127.0.0.1", port, "unconnected")) {
            echo.port();
            client.setSoTimeout(PATIENCE_MILLIS);
            try (ForeignDatagrams foreign = ForeignDatagrams.start(address)) {
                exchange(client, address, port, 100);
                foreign.await(Slowness.fewer(50_000, 5_000));
                exchange(client, address, port, 100);
            }
            assertThat(echo.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(recording).hasOnlyPorts(port);
        assertThat(recording.segments()).hasSize(4);
    }

    private static void exchange(DatagramSocket client, InetAddress to, int port, int size)
            throws IOException {
        client.send(new DatagramPacket(new byte[size], size, to, port));
        DatagramPacket answer = new DatagramPacket(new byte[64 << 10], 64 << 10);
        client.receive(answer);
        assertThat(answer.getLength()).isEqualTo(size);
    }
}
