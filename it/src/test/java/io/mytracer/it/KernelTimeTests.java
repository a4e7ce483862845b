package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.TimedClient;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The time of an event is the time at which the kernel did it. */
@NeedsBpf
class KernelTimeTests {
    /** On loopback a packet with data passes these in this order, whatever else. */
    private static final List<String> WAY =
            List.of(
                    "net_dev_queue",
                    "net_dev_start_xmit",
                    "netif_rx",
                    "netif_receive_skb",
                    "skb_copy_datagram_iovec");

    private static final Duration TOLERANCE = Duration.ofNanos(50_000);

    /** JFR takes the wall clock once for each chunk, to the microsecond; NTP may slew it since. */
    private static final Duration WALL_CLOCK_TOLERANCE = Duration.ofMillis(1);

    private record Bracket(int size, Instant before, Instant after) {}

    @TempDir Path directory;

    @Test
    void hopsAreInOrderAndInsideTheClientsBracket() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("order.jfr");
        List<Bracket> brackets = new ArrayList<>();
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,port=" + port + ",recording=" + file)
                        .start("127.0.0.1", port, "platform")) {
            server.port();
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            for (int i = 0; i < 200; i++) {
                Instant before = Instant.now();
                Echo.request(socket, 1000 + i);
                brackets.add(new Bracket(1000 + i, before, Instant.now()));
            }
            Echo.close(socket);
            assertThat(server.end()).isZero();
        }
        Recording recording = Recording.read(file);
        List<List<RecordedEvent>> requests =
                recording.packetsWith("IN").filter(KernelTimeTests::hasData).toList();
        assertThat(requests).hasSize(200);
        for (List<RecordedEvent> hops : requests) {
            List<Instant> times = WAY.stream().map(place -> Recording.at(hops, place)).toList();
            assertThat(times).as(() -> Recording.functions(hops).toString()).doesNotContainNull();
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i)).as(WAY.get(i)).isAfter(times.get(i - 1));
            }
        }
        for (int i = 0; i < 200; i++) {
            Bracket bracket = brackets.get(i);
            assertThat(requests.get(i).getFirst().getLong("length") - bracket.size())
                    .as("headers of request %d", i)
                    .isEqualTo(requests.getFirst().getFirst().getLong("length") - 1000);
            // The copy is the server's last doing before it answers.
            assertThat(Recording.at(requests.get(i), WAY.getFirst()))
                    .isAfter(bracket.before().minus(WALL_CLOCK_TOLERANCE));
            assertThat(Recording.at(requests.get(i), WAY.getLast()))
                    .isBefore(bracket.after().plus(WALL_CLOCK_TOLERANCE));
        }
    }

    @Test
    void hopsAgreeWithTheProgramsOwnClock() throws Exception {
        verifyAgreement(recordCalls(JvmCommand.of(TimedClient.class)));
    }

    /** JFR's ticks are the CPU's then, and not nanoseconds. */
    @Test
    void hopsAgreeWhereTheClockIsTheTimeStampCounter() throws Exception {
        Path file =
                recordCalls(
                        JvmCommand.of(TimedClient.class)
                                .jvm(
                                        "-XX:+UnlockExperimentalVMOptions",
                                        "-XX:+UseFastUnorderedTimeStamps"));
        assumeThat(ticksPerSecond(file))
                .as("ticks a second; of nanoseconds on this CPU, whatever the JVM is told")
                .isNotEqualTo(1_000_000_000L);
        verifyAgreement(file);
    }

    /** The last number of the head of a chunk (jfrChunkWriter.cpp of JDK 25). */
    private static long ticksPerSecond(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(7 * Long.BYTES);
            return in.readLong();
        }
    }

    private Path recordCalls(JvmCommand command) throws Exception {
        Path file = directory.resolve("pairs.jfr");
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        command.agent("start=sync,recording=" + file)
                                .start("127.0.0.1", server.getLocalPort(), 500)) {
            client.await("ready");
            assertThat(client.tell("begin")).isEqualTo("calls");
            assertThat(client.end()).isZero();
        }
        return file;
    }

    private static void verifyAgreement(Path file) throws IOException {
        Recording recording = Recording.read(file);
        List<RecordedEvent> calls =
                recording.events().stream()
                        .filter(e -> e.getEventType().getName().equals("io.mytracer.it.Call"))
                        .toList();
        List<List<RecordedEvent>> sent =
                recording.packetsWith("OUT").filter(KernelTimeTests::hasData).toList();
        assertThat(calls).hasSize(500);
        assertThat(sent).hasSize(500);
        long narrowest = Long.MAX_VALUE;
        for (int i = 0; i < calls.size(); i++) {
            RecordedEvent call = calls.get(i);
            Instant queued = Recording.at(sent.get(i), "net_dev_queue");
            // nanoTime was read between the event's own two times, next to each of them.
            assertThat(queued)
                    .as("call %d", i)
                    .isAfter(call.getStartTime().minus(TOLERANCE))
                    .isBefore(call.getEndTime().plus(TOLERANCE));
            narrowest = Math.min(narrowest, call.getLong("after") - call.getLong("before"));
        }
        System.out.printf("a hop is inside a bracket of %d ns%n", narrowest);
        assertThat(narrowest)
                .as("the brackets are narrow enough to tell")
                .isLessThan(2 * Slowness.allow(TOLERANCE).toNanos());
    }

    private static boolean hasData(List<RecordedEvent> hops) {
        String flags = hops.getFirst().getString("tcpFlags");
        return flags != null && flags.contains("PSH");
    }
}
