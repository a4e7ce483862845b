package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Stalls;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Is it the network, or is it us: what waits at a socket, and what its thread does instead. */
@NeedsBpf
class SocketQueueTests {
    private static final Duration AGE_TOLERANCE = Slowness.allow(Duration.ofMillis(50));

    @TempDir Path directory;

    private interface Scene {
        void play(int port) throws IOException, InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void aReaderThatSleepsIsNamed(String threads) throws Exception {
        List<Instant> beside = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        Recording recording =
                record(
                        "doze",
                        threads,
                        port -> {
                            try (Socket socket = connect(port)) {
                                ports.add(socket.getLocalPort());
                                beside.add(Instant.now());
                                socket.getOutputStream().write(new byte[5]);
                                beside.add(Instant.now());
                                assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
                            }
                        });
        List<RecordedEvent> stalls =
                stalls(recording).filter(at("remotePort", ports.getFirst())).toList();
        // To look takes 1 % of the time at most, and so is done less often where all is slow.
        assertThat(stalls).hasSizeGreaterThanOrEqualTo(Slowness.fewer(2, 1));
        for (RecordedEvent stall : stalls) {
            // On loopback what is written has arrived when the call returns.
            assertThat(stall.getDuration("oldestUnread"))
                    .isBetween(
                            Duration.between(beside.getLast(), stall.getStartTime())
                                    .minus(AGE_TOLERANCE),
                            Duration.between(beside.getFirst(), stall.getStartTime())
                                    .plus(AGE_TOLERANCE));
            assertThat(stall.getLong("receiveQueue")).isEqualTo(5);
            assertThat(stall.getThread("eventThread").getJavaName()).isEqualTo("reader");
            assertThat(stall.getThread("eventThread").isVirtual())
                    .isEqualTo(threads.equals("virtual"));
            assertThat(stall.getString("threadState")).isEqualTo("TIMED_WAITING");
            assertThat(stall.getString("javaStack"))
                    .contains("java.lang.Thread.sleep(", "Stalls.doze(Stalls.java:");
            assertThat(stall.getString("cause"))
                    .startsWith("the application has not read what came ")
                    .endsWith(
                            " s ago: the thread that has read last, reader, waits for something"
                                    + " else");
        }
        if (stalls.size() > 1) {
            assertThat(stalls.getLast().getDuration("oldestUnread")).isGreaterThan(seconds(1));
        }
    }

    /** The age is what has been seen of it, and who reads the JVM itself tells. */
    @Test
    void aReaderThatSleepsIsNamedWherePacketsAreNotFollowed() throws Exception {
        List<Integer> ports = new ArrayList<>();
        Path file = directory.resolve("unfollowed.jfr");
        try (AgentProcess server =
                JvmCommand.of(Stalls.class)
                        .jvm(Jfc.unfollowed(directory, file))
                        .agent("log=debug")
                        .start("doze", "virtual")) {
            int port = server.port();
            server.awaitTracing();
            Await.until(
                    "woven",
                    seconds(20),
                    () -> server.agentLines().stream().anyMatch(l -> l.contains("woven in")));
            try (Socket socket = connect(port)) {
                ports.add(socket.getLocalPort());
                socket.getOutputStream().write(new byte[5]);
                assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            }
            server.endTraced();
        }
        assertThat(stalls(Recording.read(file)).filter(at("remotePort", ports.getFirst())))
                .isNotEmpty()
                .allSatisfy(
                        stall -> {
                            assertThat(stall.getThread("eventThread").getJavaName())
                                    .isEqualTo("reader");
                            assertThat(stall.getString("javaStack"))
                                    .contains("Stalls.doze(Stalls.java:");
                            assertThat(stall.getString("cause"))
                                    .startsWith("the application has not read what came at least ");
                        });
    }

    @Test
    void aFullBacklogNamesWhoShouldAccept() throws Exception {
        Recording recording = record("rest", "platform", SocketQueueTests::crowd);
        RecordedEvent stall = stalls(recording).findFirst().orElseThrow();
        assertThat(stall.getString("state")).isEqualTo("LISTEN");
        assertThat(stall.getLong("backlog")).isEqualTo(3);
        assertThat(stall.getLong("backlogLimit")).isEqualTo(2);
        assertThat(stall.getInt("localPort")).isPositive();
        assertThat(stall.getThread("eventThread").getJavaName()).isEqualTo("acceptor");
        assertThat(stall.getString("javaStack")).contains("Stalls.rest(");
        assertThat(stall.getString("cause"))
                .isEqualTo(
                        "3 connections wait to be accepted, and the kernel lets no other in: the"
                                + " thread that has accepted last, acceptor, waits for something"
                                + " else");
    }

    @Test
    void theOtherEndThatDoesNotReadIsNamed() throws Exception {
        Recording recording =
                record(
                        "flood",
                        "platform",
                        port -> {
                            try (Socket socket = connect(port)) {
                                Thread.sleep(Slowness.allow(seconds(2)).toMillis());
                                assertThat(socket.isConnected()).isTrue();
                            }
                        });
        RecordedEvent stall = stalls(recording).findFirst().orElseThrow();
        assertThat(stall.getLong("sendWindow")).isZero();
        assertThat(stall.getLong("sendQueue")).isPositive();
        assertThat(stall.getString("cause"))
                .contains("the other end has had no room", "its application does not read");
        assertThat(stall.getThread("eventThread").getJavaName()).isEqualTo("reader");
    }

    @Test
    void aConnectionThatIsUsedIsToldOnceInAPeriod() throws Exception {
        Recording recording =
                record(
                        "doze",
                        "platform",
                        port -> {
                            try (Socket socket = connect(port)) {
                                Thread.sleep(Slowness.allow(seconds(3)).toMillis());
                                socket.getOutputStream().write(new byte[5]);
                                assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
                            }
                        });
        List<RecordedEvent> told =
                recording.named("SocketQueue").stream()
                        .filter(event -> event.getInt("remotePort") != 0)
                        .toList();
        assertThat(told)
                .isNotEmpty()
                .allSatisfy(
                        event -> {
                            assertThat(event.getBoolean("stalled")).isFalse();
                            assertThat(event.getString("cause")).isNull();
                            assertThat(event.getLong("rtt")).isPositive();
                            assertThat(event.getLong("cwnd")).isPositive();
                            assertThat(event.getString("state")).isNotEqualTo("LISTEN");
                        });
    }

    /** The stack is that of the JDK's close and of who has called it. */
    @ParameterizedTest(name = "{0} in a {1} thread")
    @CsvSource({
        "hangUp, platform, Stalls.hangUp(",
        "hangUp, virtual, Stalls.hangUp(",
        "abort, platform, Stalls.abort("
    })
    void aCloseThatResetsHasItsJavaStack(String scene, String threads, String frame)
            throws Exception {
        List<Integer> ports = new ArrayList<>();
        Recording recording =
                record(
                        scene,
                        threads,
                        port -> {
                            try (Socket socket = connect(port)) {
                                ports.add(socket.getLocalPort());
                                awaitReset(socket);
                            }
                        });
        RecordedEvent reset =
                recording.named("TcpReset").stream()
                        // Another may answer what the client has sent in the meantime.
                        .filter(event -> event.getBoolean("sent"))
                        .filter(at("destinationPort", ports.getFirst()))
                        .findFirst()
                        .orElseThrow();
        assertThat(reset.getLong("flow")).isNotZero();
        assertThat(reset.getString("javaStack")).contains(frame, "java.net.Socket.close(");
        assertThat(reset.getString("javaStack")).doesNotContain("SocketHooks");
        assertThat(reset.getThread("eventThread").getJavaName()).isEqualTo("reader");
    }

    private Recording record(String scene, String threads, Scene client) throws Exception {
        Path file = directory.resolve("stalls.jfr");
        try (AgentProcess server =
                JvmCommand.of(Stalls.class)
                        .agent("start=sync,recording=" + file)
                        .start(scene, threads)) {
            client.play(server.port());
            server.endTraced();
        }
        return Recording.read(file);
    }

    /** Returns a connection of which the server has read one byte. */
    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
        return socket;
    }

    /** The JDK shuts output down before it closes: the end of the stream is not the reset. */
    private static void awaitReset(Socket socket) throws InterruptedException {
        Await.until(
                "the reset",
                seconds(5),
                () -> {
                    try {
                        socket.getOutputStream().write(1);
                        return false;
                    } catch (SocketException e) {
                        return true;
                    }
                });
    }

    /** As many connections as find room, and some that do not. */
    private static void crowd(int port) throws IOException, InterruptedException {
        List<SocketChannel> channels = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                SocketChannel channel = SocketChannel.open();
                channels.add(channel);
                if (i == 0) {
                    channel.connect(address(port));
                    channel.write(ByteBuffer.wrap(new byte[1]));
                    int ignored = channel.read(ByteBuffer.allocate(1));
                } else {
                    channel.configureBlocking(false);
                    channel.connect(address(port));
                }
            }
            Thread.sleep(Slowness.allow(seconds(1)).toMillis());
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Stream<RecordedEvent> stalls(Recording recording) {
        return recording.named("SocketQueue").stream().filter(event -> event.getBoolean("stalled"));
    }

    private static Predicate<RecordedEvent> at(String field, int port) {
        return event -> event.getInt(field) == port;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
