package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.HttpApp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every TCP segment of a server that tcpdump sees is in the recording once, and no other is. */
@NeedsBpf(tools = "tcpdump")
class PacketCompletenessTests {
    private static final int REQUESTS = Slowness.fewer(200, 60);

    @TempDir Path directory;

    /** Bind address, address that the client connects to, kind of threads, JVM option. */
    @ParameterizedTest(name = "{0} from {1}, {2} threads, IPv4 stack {3}, filter {4}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1, platform, true,  true",
        "127.0.0.1, 127.0.0.1, virtual,  false, false",
        "::,        127.0.0.1, platform, false, true",
        "::1,       ::1,       virtual,  false, true",
        "::,        ::1,       platform, false, false",
    })
    void serverIsRecordedWhole(
            String bind, String to, String threads, boolean v4Stack, boolean filtered)
            throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("server.jfr");
        InetAddress address = InetAddress.ofLiteral(to);
        String options = "start=sync,recording=" + file + (filtered ? ",port=" + port : "");
        List<Segment> witnessed;
        try (ForeignLoad foreign = ForeignLoad.start(address);
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .jvm("-Djava.net.preferIPv4Stack=" + v4Stack)
                                .agent(options)
                                .start(bind, port, threads)) {
            server.port();
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                requests(address, port);
                witnessed = dump.stop();
            }
            assertThat(server.end()).isZero();
            assertThat(foreign.requests()).isGreaterThan(100);
        }
        Recording recording = Recording.read(file);
        assertThat(recording)
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasOnlyPorts(port)
                .hasConsistentPackets()
                .hasPathForEachPacket();
        assertThat(witnessed).hasSizeGreaterThan(2 * REQUESTS);
    }

    /** Where the server is in TIME_WAIT, the client's next connection may have the same ends. */
    @Test
    void connectionsWithTheSameEndsAreRecordedWhole() throws Exception {
        int port = FreePort.next();
        int clientPort = FreePort.next();
        Path file = directory.resolve("same.jfr");
        List<Segment> witnessed;
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,recording=" + file)
                        .start("127.0.0.1", port, "platform")) {
            server.port();
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                for (int i = 0; i < 5; i++) {
                    Echo.quit(connect(clientPort, port));
                }
                witnessed = dump.stop();
            }
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file))
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasOnlyPorts(port);
        assertThat(witnessed.stream().filter(s -> s.flags().equals("SYN"))).hasSize(5);
    }

    /** Connects as soon as the last connection from this port has come to its end. */
    private static Socket connect(int from, int to) throws InterruptedException {
        Socket[] connected = new Socket[1];
        Await.until(
                "a connection",
                Duration.ofSeconds(5),
                () -> {
                    Socket socket = new Socket();
                    try {
                        socket.setReuseAddress(true);
                        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), from));
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
                        connected[0] = socket;
                        return true;
                    } catch (BindException e) {
                        socket.close();
                        return false;
                    }
                });
        return connected[0];
    }

    @Test
    void httpOnTheWildcardAddressIsRecordedWhole() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("http.jfr");
        List<Segment> witnessed;
        try (AgentProcess server =
                JvmCommand.of(HttpApp.class).agent("start=sync,recording=" + file).start(port)) {
            server.port();
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                httpRequests(port);
                witnessed = dump.stop();
            }
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file))
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasOnlyPorts(port)
                .hasConsistentPackets();
    }

    /** Long-lived connections, short ones, and ones that leave TIME_WAIT with the server. */
    private static void requests(InetAddress address, int port) throws IOException {
        int sent = 0;
        try (Socket kept = new Socket(address, port)) {
            for (; sent < REQUESTS / 2; sent++) {
                Echo.request(kept, 1 + 300 * sent);
            }
            Echo.close(kept);
        }
        for (; sent < REQUESTS - 10; sent++) {
            Socket socket = new Socket(address, port);
            Echo.request(socket, 100);
            Echo.close(socket);
        }
        for (; sent < REQUESTS; sent++) {
            Echo.quit(new Socket(address, port));
        }
    }

    private static void httpRequests(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
        }
    }
}
