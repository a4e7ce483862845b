package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Exchanges;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whoever makes requests and answers, each segment is joined to the call that wrote its bytes, and
 * is on the lane of the thread that made it.
 */
@NeedsBpf
class ExchangesTests {
    private static final int PAIRS = 1000;

    @TempDir Path directory;

    private List<String> said;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socket",
                "virtual",
                "tls",
                "http-platform",
                "http-virtual",
                "selector",
                "async",
                "netty-nio"
            })
    void segmentsAreJoinedToTheCallsThatWroteThem(String way) throws Exception {
        Recording recording = record(way);

        StreamCalls writes = new StreamCalls(recording, StreamCalls.WRITES);
        int joined = 0;
        int onLane = 0;
        List<RecordedEvent> segments = sent(recording);
        for (RecordedEvent segment : segments) {
            RecordedEvent call = writes.of(segment);
            if (call == null) {
                continue;
            }
            joined++;
            RecordedThread thread = segment.getThread();
            if (thread != null) {
                assertThat(thread.getJavaThreadId())
                        .as("thread of %s, written by %s", segment, call)
                        .isEqualTo(call.getThread().getJavaThreadId());
                assertThat(segment.getLong("javaThreadId")).isEqualTo(thread.getJavaThreadId());
                onLane++;
            }
        }
        assertThat(segments).hasSizeGreaterThanOrEqualTo(2 * PAIRS);
        assertThat(joined).as("joined").isGreaterThanOrEqualTo(share(segments.size()));
        assertThat(onLane).as("on a lane").isGreaterThanOrEqualTo(share(segments.size()));
        Map<Long, Long> origins = origins(recording);
        writes.byFlow().values().forEach(calls -> followEachOther(origins, calls));
    }

    /** Datagrams have no numbers: the call is the one that the packet was sent in. */
    @Test
    void datagramsAreOnTheLaneOfTheirSender() throws Exception {
        Recording recording = record("datagram");

        Map<Long, List<RecordedEvent>> sends =
                recording.named("SocketIo").stream()
                        .filter(call -> StreamCalls.WRITES.contains(call.getString("operation")))
                        .collect(Collectors.groupingBy(call -> call.getLong("flow")));
        List<RecordedEvent> datagrams =
                recording.named("SkbHop").stream()
                        .filter(hop -> hop.getString("function").equals("net_dev_queue"))
                        .toList();
        int onLane = 0;
        for (RecordedEvent datagram : datagrams) {
            List<RecordedEvent> calls =
                    sends.getOrDefault(datagram.getLong("flow"), List.of()).stream()
                            .filter(call -> !call.getStartTime().isAfter(datagram.getStartTime()))
                            .filter(call -> !call.getEndTime().isBefore(datagram.getStartTime()))
                            .toList();
            if (calls.size() == 1 && datagram.getThread() != null) {
                assertThat(datagram.getThread().getJavaThreadId())
                        .isEqualTo(calls.getFirst().getThread().getJavaThreadId());
                onLane++;
            }
        }
        assertThat(datagrams).hasSize(2 * PAIRS);
        assertThat(onLane).isGreaterThanOrEqualTo(share(2 * PAIRS));
    }

    /** The JDK does not know of these sockets: their packets are joined by cookie alone. */
    @Test
    void packetsOfNativeSocketsAreOnTheLaneOfTheirThread() throws Exception {
        Recording recording = record("netty-epoll");

        assertThat(recording.named("SocketIo")).isEmpty();
        assertThat(said).filteredOn(line -> line.contains("native code")).hasSize(1);
        List<RecordedEvent> segments = sent(recording);
        assertThat(segments).hasSizeGreaterThanOrEqualTo(2 * PAIRS);
        assertThat(segments).allMatch(segment -> segment.getLong("flow") != 0);
        assertThat(segments)
                .filteredOn(
                        segment ->
                                segment.getThread() != null
                                        && segment.getThread()
                                                .getJavaName()
                                                .startsWith("epollEventLoopGroup"))
                .hasSizeGreaterThanOrEqualTo(share(segments.size()));
    }

    private Recording record(String way) throws Exception {
        Path file = directory.resolve("exchanges.jfr");
        String options = "start=sync,recording=" + file + ",settings=" + Jfc.everyCall(directory);
        try (AgentProcess jvm =
                JvmCommand.of(Exchanges.class)
                        .with("netty-")
                        .agent(options)
                        .jvm("--enable-native-access=ALL-UNNAMED")
                        .start(way, PAIRS)) {
            jvm.await("ready");
            jvm.tell("go");
            jvm.endTraced();
            assertThat(jvm.stdout()).noneMatch(line -> line.startsWith("failed"));
            said = jvm.agentLines();
        }
        Recording recording = Recording.read(file);
        assertThat(recording).hasNoLoss();
        return recording;
    }

    /** Numbers of the SYNs that sockets of the JVM have sent, by their ports. */
    private static Map<Long, Long> origins(Recording recording) {
        Map<Long, Long> origins = new HashMap<>();
        sentHops(recording)
                .filter(hop -> hop.getString("tcpFlags").contains("SYN"))
                .forEach(
                        hop ->
                                origins.put(
                                        ends(
                                                hop.getInt("sourcePort"),
                                                hop.getInt("destinationPort")),
                                        hop.getLong("seq")));
        return origins;
    }

    private static long ends(RecordedEvent call) {
        return ends(call.getInt("localPort"), call.getInt("remotePort"));
    }

    private static long ends(int port, int other) {
        return (long) port << 16 | other;
    }

    /** What was written is the stream from its first byte on, without a gap. */
    private static void followEachOther(Map<Long, Long> origins, List<RecordedEvent> calls) {
        long origin = origins.get(ends(calls.getFirst()));
        long next = 1; // behind the SYN
        for (RecordedEvent call : calls) {
            long first = StreamCalls.since(origin, call.getLong("firstSeq"));
            assertThat(first).as("%s", call).isEqualTo(next);
            next = StreamCalls.since(origin, call.getLong("lastSeq")) + 1;
            assertThat(next - first).as("%s", call).isEqualTo(call.getLong("bytes"));
        }
    }

    /** TCP segments with bytes in them, where they are queued for the device. */
    private static List<RecordedEvent> sent(Recording recording) {
        List<RecordedEvent> sent = new ArrayList<>();
        sentHops(recording)
                .filter(hop -> hop.getString("tcpFlags").contains("PSH"))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .forEach(sent::add);
        return sent;
    }

    private static Stream<RecordedEvent> sentHops(Recording recording) {
        return recording.named("SkbHop").stream()
                .filter(hop -> hop.getString("function").equals("net_dev_queue"))
                .filter(hop -> hop.getString("protocol").equals("TCP"));
    }

    private static int share(int of) {
        return (int) Math.ceil(of * 0.999);
    }
}
