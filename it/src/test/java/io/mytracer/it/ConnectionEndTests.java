package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Endings;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How connections end: in order without a word, else with the cause. */
@NeedsBpf(tools = {"unshare", "ip", "nft"})
class ConnectionEndTests {
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
    private static final List<String> WAYS =
            List.of(
                    "client-first",
                    "server-first",
                    "unread",
                    "linger",
                    "late",
                    "refused",
                    "pending",
                    "overflow",
                    "datagram");

    /** A network namespace where a full accept queue is told by a reset. */
    private static final String[] ALONE = {
        "unshare",
        "--net",
        "sh",
        "-c",
        "ip link set lo up && echo 1 >/proc/sys/net/ipv4/tcp_abort_on_overflow && exec \"$@\"",
        "sh"
    };

    @TempDir static Path directory;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static Recording recording;

    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("endings.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Endings.class)
                        .startedBy(ALONE)
                        .agent("log=debug,recording=" + file)
                        .start()) {
            jvm.await("ready");
            jvm.awaitTracing();
            for (String way : WAYS) {
                for (String address : ADDRESSES) {
                    PORTS.put(way + address, Integer.parseInt(jvm.tell(way, address)));
                }
            }
            assertThat(jvm.end()).isZero();
        }
        recording = Recording.read(file);
    }

    @AfterAll
    static void forget() {
        PORTS.clear();
        recording = null;
    }

    @ParameterizedTest
    @CsvSource({
        "client-first, 127.0.0.1",
        "client-first, ::1",
        "server-first, 127.0.0.1",
        "server-first, ::1"
    })
    void anOrderlyEndIsNoLoss(String way, String address) {
        assertThat(recording.segments()).anyMatch(s -> s.touches(PORTS.get(way + address)));
        assertThat(causes(way, address, "KernelDrop")).isEmpty();
        assertThat(causes(way, address, "TcpReset")).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "unread, 127.0.0.1, TCP_ABORT_ON_CLOSE, unread",
        "unread, ::1, TCP_ABORT_ON_CLOSE, unread",
        "linger, 127.0.0.1, TCP_ABORT_ON_LINGER, SO_LINGER 0",
        "linger, ::1, TCP_ABORT_ON_LINGER, SO_LINGER 0",
        "late, 127.0.0.1, TCP_TIMEWAIT_SOCKET, the application had closed",
        "late, ::1, TCP_TIMEWAIT_SOCKET, the application had closed",
        "refused, 127.0.0.1, NO_SOCKET, Nobody listens",
        "refused, ::1, NO_SOCKET, Nobody listens",
        "pending, 127.0.0.1, TCP_STATE, listening socket was closed",
        "pending, ::1, TCP_STATE, listening socket was closed"
    })
    void aResetHasItsCause(String way, String address, String reason, String words) {
        List<RecordedEvent> resets = causes(way, address, "TcpReset");
        assertThat(resets)
                .filteredOn(reset -> reset.getBoolean("sent"))
                .as("a packet that crosses the reset is answered by another one")
                .hasSizeBetween(1, 2)
                // That may be the first: tcp_close() takes the socket away before it resets.
                .anySatisfy(
                        reset -> {
                            assertThat(reset.getString("reason")).isEqualTo(reason);
                            assertThat(reset.getString("cause")).contains(words);
                            assertThat(reset.getString("kernelStack")).contains("send_");
                        });
        assertThat(resets)
                .filteredOn(reset -> !reset.getBoolean("sent"))
                .isNotEmpty()
                .first()
                .satisfies(
                        reset -> {
                            assertThat(reset.getString("cause")).startsWith("The peer ");
                            assertThat(reset.getString("reason")).isNull();
                            assertThat(reset.getString("kernelStack")).startsWith("tcp_reset+0x");
                        });
    }

    /** SO_LINGER 0 has no reason of its own in the kernel. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatIsConcludedIsMarked(String address) {
        assertThat(causes("linger", address, "TcpReset"))
                .filteredOn(reset -> reset.getBoolean("sent"))
                .allMatch(reset -> reset.getBoolean("reasonDerived"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aFullAcceptQueueIsTold(String address) {
        assertThat(causes("overflow", address, "TcpReset"))
                .filteredOn(reset -> reset.getString("cause").contains("accept queue"))
                .singleElement()
                .satisfies(
                        reset -> {
                            assertThat(reset.getBoolean("sent")).isTrue();
                            assertThat(reset.getString("reason")).isEqualTo("INVALID_SYN");
                            assertThat(reset.getString("kernelStack")).contains("tcp_check_req+0x");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void datagramsWithoutRoomAreDropped(String address) {
        assertThat(causes("datagram", address, "KernelDrop"))
                .extracting(drop -> drop.getString("reason"))
                .contains("SOCKET_RCVBUFF")
                .isSubsetOf("SOCKET_RCVBUFF", "QUEUE_PURGE");
    }

    @ParameterizedTest
    @CsvSource({"refused, 127.0.0.1", "refused, ::1"})
    void whatNobodyTakesIsDropped(String way, String address) {
        assertThat(causes(way, address, "KernelDrop"))
                .singleElement()
                .satisfies(
                        drop -> {
                            assertThat(drop.getString("reason")).isEqualTo("NO_SOCKET");
                            assertThat(drop.getString("location")).matches("tcp_v[46]_rcv\\+0x.*");
                            assertThat(drop.getString("tcpFlags")).isEqualTo("SYN");
                        });
    }

    /** The first lines of the text are the frames, with nothing of the agent below them. */
    @Test
    void stackTracesAreTheKernels() {
        List<RecordedEvent> events = List.copyOf(recording.named("TcpReset"));
        assertThat(events).isNotEmpty();
        for (RecordedEvent event : events) {
            List<String> lines = event.getString("kernelStack").lines().toList();
            List<RecordedFrame> frames = event.getStackTrace().getFrames();
            assertThat(frames).hasSizeBetween(3, lines.size());
            for (int i = 0; i < frames.size(); i++) {
                assertThat(frames.get(i).getMethod().getType().getName()).startsWith("kernel.");
                assertThat(lines.get(i))
                        .startsWith(frames.get(i).getMethod().getName().replace('$', '.') + "+0x");
            }
        }
    }

    private static List<RecordedEvent> causes(String way, String address, String type) {
        return ofPort(recording, type, PORTS.get(way + address));
    }

    static List<RecordedEvent> ofPort(Recording recording, String type, int port) {
        return recording.named(type).stream()
                .filter(
                        event ->
                                event.getInt("sourcePort") == port
                                        || event.getInt("destinationPort") == port)
                .toList();
    }
}
