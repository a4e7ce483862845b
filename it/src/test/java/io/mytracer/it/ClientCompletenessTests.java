package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** Connections that the JVM itself opens are recorded from their first SYN to their last ACK. */
@NeedsBpf(tools = "tcpdump")
class ClientCompletenessTests {
    @TempDir Path directory;

    @ParameterizedTest(name = "{0}, {1} thread")
    @CsvSource({"127.0.0.1, platform", "127.0.0.1, virtual", "::1, platform"})
    void clientIsRecordedWhole(String to, String thread) throws Exception {
        Path file = directory.resolve("client.jfr");
        InetAddress address = InetAddress.ofLiteral(to);
        List<Segment> witnessed;
        int port;
        try (ServerSocket server =
                        EchoServer.start(address, 0, Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent("start=sync,recording=" + file)
                                .start(thread, "caller")) {
            port = server.getLocalPort();
            client.await("ready");
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                client.tell("connect", to, Integer.toString(port), "5");
                client.tell("request", "20");
                client.tell("short", to, Integer.toString(port), "100");
                client.tell("close");
                witnessed = dump.stop();
            }
            assertThat(client.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(recording)
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasOnlyPorts(port)
                .hasConsistentPackets()
                .hasPathForEachPacket();
        assertThat(recording.segments())
                .filteredOn(segment -> segment.flags().equals("SYN"))
                .hasSize(105);
    }
}
