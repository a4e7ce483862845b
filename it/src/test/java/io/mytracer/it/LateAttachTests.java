package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.UdpEcho;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sockets that are open before anything is attached are recorded from there on. */
@NeedsBpf(tools = "tcpdump")
class LateAttachTests {
    @TempDir Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void serverSocketsOpenBeforeTheRecording(String address) throws Exception {
        int port = FreePort.next();
        InetAddress to = InetAddress.ofLiteral(address);
        Path file = directory.resolve("late.jfr");
        List<Segment> witnessed;
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("recording=none")
                        .start("::", port, "virtual")) {
            server.port();
            List<Socket> open = connect(to, port);
            server.startRecording("late", Jfc.preset("profile", directory));
            KernelPrograms.awaitAttached(server.pid());
            witnessed = use(open, to, port);
            server.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file)).hasNoLoss().hasExactlyThePackets(witnessed);
    }

    @Test
    void agentLoadedIntoARunningServer() throws Exception {
        int port = FreePort.next();
        InetAddress to = InetAddress.getLoopbackAddress();
        Path file = directory.resolve("loaded.jfr");
        List<Segment> witnessed;
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .jvm("-XX:+EnableDynamicAgentLoading")
                        .start("127.0.0.1", port, "platform")) {
            server.port();
            List<Socket> open = connect(to, port);
            // A comma and an equals sign are jcmd's own unless the argument is quoted.
            server.jcmd(
                    "JVMTI.agent_load",
                    JvmCommand.AGENT.toString(),
                    "\"recording=" + file + ",port=" + port + "\"");
            KernelPrograms.awaitAttached(server.pid());
            witnessed = use(open, to, port);
            assertThat(server.end()).isZero();
            assertThat(server.agentLines()).isNotEmpty();
        }
        assertThat(Recording.read(file)).hasNoLoss().hasExactlyThePackets(witnessed);
    }

    @Test
    void connectionsOfAClientThatWereOpenBefore() throws Exception {
        Path file = directory.resolve("client.jfr");
        List<Segment> witnessed;
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent("recording=none")
                                .start("platform", "caller")) {
            String port = Integer.toString(server.getLocalPort());
            client.await("ready");
            client.tell("connect", "127.0.0.1", port, "10");
            client.tell("request", "1");
            client.startRecording("late", Jfc.preset("profile", directory));
            KernelPrograms.awaitAttached(client.pid());
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                client.tell("request", "20");
                client.tell("close");
                client.tell("short", "127.0.0.1", port, "20");
                witnessed = dump.stop();
            }
            client.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(client.end()).isZero();
        }
        assertThat(Recording.read(file)).hasNoLoss().hasExactlyThePackets(witnessed);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"connected", "unconnected"})
    void udpSocketOpenBeforeTheRecording(String mode) throws Exception {
        int port = FreePort.next();
        InetAddress to = InetAddress.ofLiteral("127.0.0.1");
        Path file = directory.resolve("udp.jfr");
        List<Segment> witnessed;
        try (DatagramSocket client = new DatagramSocket(0, to);
                AgentProcess echo =
                        JvmCommand.of(UdpEcho.class)
                                .agent("recording=none")
                                .start(
                                        "127.0.0.1",
                                        port,
                                        mode,
                                        "127.0.0.1",
                                        client.getLocalPort())) {
            echo.port();
            echo.startRecording("late", Jfc.preset("profile", directory));
            KernelPrograms.awaitAttached(echo.pid());
            try (TcpDump dump =
                    TcpDump.start("udp port " + port, directory.resolve("witness.pcap"))) {
                for (int i = 0; i < 50; i++) {
                    client.send(new DatagramPacket(new byte[100 + i], 100 + i, to, port));
                    client.receive(new DatagramPacket(new byte[1000], 1000));
                }
                witnessed = dump.stop();
            }
            echo.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(echo.end()).isZero();
        }
        assertThat(Recording.read(file)).hasNoLoss().hasExactlyThePacketsOf(port, witnessed);
    }

    private static List<Socket> connect(InetAddress to, int port) throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(new Socket(to, port));
            Echo.request(open.getLast(), 10);
        }
        return open;
    }

    /** Talks on the old connections, closes them, and makes new ones, all before a witness. */
    private List<Segment> use(List<Socket> open, InetAddress to, int port) throws Exception {
        try (TcpDump dump = TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
            for (Socket socket : open) {
                for (int i = 0; i < 20; i++) {
                    Echo.request(socket, 100 + i);
                }
                Echo.close(socket);
            }
            for (int i = 0; i < 10; i++) {
                Echo.quit(new Socket(to, port));
            }
            return dump.stop();
        }
    }
}
