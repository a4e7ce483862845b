package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Endings;

import jdk.jfr.consumer.RecordedEvent;

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

/** What is rare is told of, with its cause, also while no packet is followed. */
@NeedsBpf
class UnfollowedEndTests {
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
    private static final List<String> WAYS =
            List.of("client-first", "unread", "linger", "late", "refused", "pending");

    @TempDir static Path directory;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static Recording recording;

    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("unfollowed.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Endings.class)
                        .jvm(Jfc.unfollowed(directory, file))
                        .agent("log=debug")
                        .start()) {
            jvm.await("ready");
            jvm.awaitTracing();
            for (String way : WAYS) {
                for (String address : ADDRESSES) {
                    PORTS.put(way + address, Integer.parseInt(jvm.tell(way, address)));
                }
            }
            jvm.endTraced();
        }
        recording = Recording.read(file);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "unread, 127.0.0.1, TCP_ABORT_ON_CLOSE, unread",
        "unread, ::1, TCP_ABORT_ON_CLOSE, unread",
        "linger, 127.0.0.1, TCP_ABORT_ON_LINGER, SO_LINGER 0",
        "linger, ::1, TCP_ABORT_ON_LINGER, SO_LINGER 0",
        "late, 127.0.0.1, TCP_TIMEWAIT_SOCKET, the application had closed",
        "late, ::1, TCP_TIMEWAIT_SOCKET, the application had closed",
        "pending, 127.0.0.1, TCP_STATE, listening socket was closed",
        "pending, ::1, TCP_STATE, listening socket was closed"
    })
    void aResetThatIsSentHasItsCause(String way, String address, String reason, String words) {
        assertThat(resets(way, address))
                .filteredOn(reset -> reset.getBoolean("sent"))
                .hasSizeBetween(1, 2)
                .anySatisfy(
                        reset -> {
                            assertThat(reset.getString("reason")).isEqualTo(reason);
                            assertThat(reset.getString("cause")).contains(words);
                            assertThat(reset.getString("kernelStack")).contains("send_");
                            assertThat(reset.getLong("flow")).isNotZero();
                        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "unread, 127.0.0.1",
        "linger, ::1",
        "late, ::1",
        "refused, 127.0.0.1",
        "refused, ::1"
    })
    void aResetThatIsReceivedIsTold(String way, String address) {
        assertThat(resets(way, address))
                .filteredOn(reset -> !reset.getBoolean("sent"))
                .isNotEmpty()
                .allSatisfy(
                        reset -> {
                            assertThat(reset.getString("cause")).startsWith("The peer ");
                            assertThat(reset.getLong("flow")).isNotZero();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void anOrderlyEndIsNoLoss(String address) {
        assertThat(causes("client-first", address, "KernelDrop")).isEmpty();
        assertThat(resets("client-first", address)).isEmpty();
    }

    @Test
    void noPacketIsFollowed() {
        assertThat(recording.segments()).isEmpty();
        assertThat(recording.lastStatus().getFloat("duty")).isZero();
        assertThat(recording.lastStatus().getFloat("cost")).isPositive();
    }

    private static List<RecordedEvent> resets(String way, String address) {
        return causes(way, address, "TcpReset");
    }

    private static List<RecordedEvent> causes(String way, String address, String type) {
        return ConnectionEndTests.ofPort(recording, type, PORTS.get(way + address));
    }
}
