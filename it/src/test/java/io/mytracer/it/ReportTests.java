package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.Endings;
import io.mytracer.it.apps.Faults;
import io.mytracer.it.apps.Greeter;
import io.mytracer.it.apps.HttpApp;
import io.mytracer.it.apps.Stalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Faults that an application can have on one host: the report's first finding is the cause. */
@NeedsBpf
class ReportTests {
    private static final String HERE = "127.0.0.1";

    /** How long a service that is well is watched; the issue asks for a minute. */
    private static final Duration HEALTHY =
            Duration.ofSeconds(Integer.getInteger("mytracer.it.healthy.seconds", 20));

    @TempDir Path directory;

    @Test
    @Overlapping
    void closedPortThatOthersConnectTo() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("closed.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Greeter.class)
                        .agent("start=sync,port=" + port + ",recording=" + file)
                        .start(FreePort.next())) {
            jvm.port();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(ConnectException.class)
                        .isThrownBy(() -> new Socket(InetAddress.ofLiteral(HERE), port).close());
            }
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        ReportRun report = ReportRun.of(file);
        report.isAbout("closed-port", HERE + ":" + port + ", 3 times");
        assertThat(report.rules()).as("told once").containsExactly("closed-port");
        assertThat(report.text()).contains("Proof:", "ss -ltn");
    }

    @Test
    @Overlapping
    void closedPortThatTheApplicationConnectsTo() throws Exception {
        int port = FreePort.next();
        ReportRun report = faults("connect", HERE, Integer.toString(port), "5");
        report.isAbout("closed-port", HERE + ":" + port + ", 5 times");
        assertThat(report.rules()).containsExactly("closed-port");
        assertThat(report.text()).contains("Java thread main");
    }

    @Test
    @Overlapping
    void closedPortOfDatagrams() throws Exception {
        int port = FreePort.next();
        ReportRun report = faults("datagrams", HERE, Integer.toString(port));
        report.isAbout("udp-closed-port", HERE + ":" + port + ", 5 times");
    }

    @Test
    @Overlapping
    void messagesInTwoWrites() throws Exception {
        ReportRun report = faults("two-writes", HERE, "0");
        report.isAbout("nagle-delayed-ack", HERE);
        assertThat(report.text()).contains("setTcpNoDelay(true)");
        assertThat(report.rules()).containsExactly("nagle-delayed-ack");
    }

    @ParameterizedTest
    @Overlapping
    @CsvSource({
        "unread, unread-close",
        "linger, linger-reset",
        "late, data-after-close",
        "pending, listener-closed",
        "datagram, udp-buffer-full"
    })
    void endingsHaveTheirCauses(String way, String rule) throws Exception {
        Path file = directory.resolve("endings.jfr");
        String port;
        try (AgentProcess jvm =
                JvmCommand.of(Endings.class).agent("start=sync,recording=" + file).start()) {
            jvm.await("ready");
            port = jvm.tell(way, HERE);
            jvm.endTraced();
        }
        ReportRun report = ReportRun.of(file);
        report.isAbout(rule, HERE + ":" + port);
        assertThat(report.rules()).as("told once\n%s", report.text()).containsExactly(rule);
    }

    @Test
    @Overlapping
    void slowReader() throws Exception {
        ReportRun report =
                stall(
                        "doze",
                        port -> {
                            try (Socket socket = connect(port)) {
                                socket.getOutputStream().write(new byte[5]);
                                assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
                            }
                        });
        report.isAbout("slow-reader", "for up to ");
        assertThat(report.text()).contains("Java thread reader", "Stalls.doze(");
    }

    @Test
    @Overlapping
    void peerThatDoesNotRead() throws Exception {
        ReportRun report =
                stall(
                        "flood",
                        port -> {
                            try (Socket socket = connect(port)) {
                                Thread.sleep(Slowness.allow(Duration.ofSeconds(2)).toMillis());
                                assertThat(socket.isConnected()).isTrue();
                            }
                        });
        report.isAbout("peer-does-not-read", HERE);
    }

    @Test
    @Overlapping
    void fullAcceptQueue() throws Exception {
        ReportRun report = stall("rest", ReportTests::crowd);
        report.isAbout("accept-queue-full", HERE);
        assertThat(report.text()).contains("Java thread acceptor", "Stalls.rest(");
    }

    /** HTTP with connections that are kept, and some that are not; now and then a pause. */
    @Test
    @Overlapping
    void healthyServiceHasNoFinding() throws Exception {
        int port = FreePort.next();
        Path server = directory.resolve("server.jfr");
        Path client = directory.resolve("client.jfr");
        try (AgentProcess app =
                        JvmCommand.of(HttpApp.class)
                                .agent("start=sync,recording=" + server)
                                .start(port);
                AgentProcess caller =
                        JvmCommand.of(Client.class)
                                .agent("start=sync,recording=" + client)
                                .start("virtual", "caller")) {
            app.port();
            caller.await("ready");
            serve(port);
            caller.endTraced();
            app.endTraced();
        }
        ReportRun report = ReportRun.of(server, client);
        assertThat(report.text()).contains("No finding", "Network or application");
        assertThat(report.rules()).isEmpty();
    }

    private static void serve(int port) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + HERE + ":" + port + "/")).build();
        long end = System.nanoTime() + HEALTHY.toNanos();
        while (System.nanoTime() < end) {
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (int i = 0; i < 20; i++) {
                    HttpResponse<String> answer =
                            http.send(request, HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    Thread.sleep(i * 5L);
                }
            }
        }
    }

    private interface Scene {
        void play(int port) throws Exception;
    }

    private ReportRun faults(String... words) throws Exception {
        Path file = directory.resolve("faults.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Faults.class).agent("start=sync,recording=" + file).start()) {
            jvm.await("ready");
            jvm.tell(words);
            jvm.endTraced();
        }
        return ReportRun.of(file);
    }

    private ReportRun stall(String scene, Scene client) throws Exception {
        Path file = directory.resolve("stalls.jfr");
        try (AgentProcess server =
                JvmCommand.of(Stalls.class)
                        .agent("start=sync,recording=" + file)
                        .start(scene, "platform")) {
            client.play(server.port());
            server.endTraced();
        }
        return ReportRun.of(file);
    }

    /** Returns a connection of which the server has read one byte. */
    private static Socket connect(int port) throws Exception {
        Socket socket = new Socket(InetAddress.ofLiteral(HERE), port);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
        return socket;
    }

    /** As many connections as find room, and some that do not. */
    private static void crowd(int port) throws Exception {
        List<SocketChannel> channels = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                SocketChannel channel = SocketChannel.open();
                channels.add(channel);
                channel.configureBlocking(i == 0);
                channel.connect(new InetSocketAddress(InetAddress.ofLiteral(HERE), port));
                if (i == 0) {
                    channel.write(ByteBuffer.wrap(new byte[1]));
                    int ignored = channel.read(ByteBuffer.allocate(1));
                }
            }
            Thread.sleep(Slowness.allow(Duration.ofSeconds(1)).toMillis());
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
