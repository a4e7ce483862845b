package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.Greeter;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** A connection to a port where nobody listens: who refused it, and why. */
@NeedsBpf
class ClosedPortTests {
    @TempDir Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"127.0.0.1, tcp_v4_send_reset", "::1, tcp_v6_send_reset"})
    void outsideClientIsRefusedOnANamedPort(String to, String sender) throws Exception {
        int port = FreePort.next();
        Recording recording = refuseOutsider(to, port, ",port=" + port);
        verifyRefusal(recording, port, sender);
        assertThat(recording.traffic())
                .allSatisfy(
                        event ->
                                assertThat(
                                                List.of(
                                                        event.getInt("sourcePort"),
                                                        event.getInt("destinationPort")))
                                        .contains(port));
        assertThat(recording.segments())
                .as("the SYN and the RST")
                .extracting(Segment::flags)
                .containsExactlyInAnyOrder("SYN", "RST,ACK");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"127.0.0.1, tcp_v4_send_reset", "::1, tcp_v6_send_reset"})
    void ownClientIsRefused(String to, String sender) throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("own.jfr");
        try (AgentProcess client =
                JvmCommand.of(Client.class)
                        .agent("start=sync,recording=" + file)
                        .start("platform", "caller")) {
            client.await("ready");
            assertThat(client.tell("refused", to, Integer.toString(port))).isEqualTo("refused");
            assertThat(client.end()).isZero();
        }
        Recording recording = Recording.read(file);
        verifyRefusal(recording, port, sender);
        assertThat(recording.named("TcpReset"))
                .as("the client receives the reset")
                .anySatisfy(
                        reset -> {
                            assertThat(reset.getBoolean("sent")).isFalse();
                            assertThat(reset.getInt("sourcePort")).isEqualTo(port);
                            assertThat(reset.getString("state")).isEqualTo("SYN_SENT");
                        });
        assertThat(recording.segments())
                .extracting(Segment::flags)
                .containsExactlyInAnyOrder("SYN", "RST,ACK");
    }

    @Test
    void unnamedTrafficOfOthersStaysOut() throws Exception {
        int port = FreePort.next();
        Recording recording = refuseOutsider("127.0.0.1", port, "");
        assertThat(recording.traffic())
                .noneSatisfy(event -> assertThat(event.getInt("sourcePort")).isEqualTo(port))
                .noneSatisfy(event -> assertThat(event.getInt("destinationPort")).isEqualTo(port));
        assertThat(recording.segments()).isEmpty();
    }

    private Recording refuseOutsider(String to, int port, String options) throws Exception {
        Path file = directory.resolve("outsider.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Greeter.class)
                        .agent("start=sync,recording=" + file + options)
                        .start(FreePort.next())) {
            jvm.port();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(InetAddress.ofLiteral(to), port).close());
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        return Recording.read(file);
    }

    private static void verifyRefusal(Recording recording, int port, String sender) {
        assertThat(recording.named("TcpReset"))
                .as("the reset that answers the SYN")
                .anySatisfy(
                        reset -> {
                            assertThat(reset.getBoolean("sent")).isTrue();
                            assertThat(reset.getString("reason")).isEqualTo("NO_SOCKET");
                            assertThat(reset.getString("kernelStack")).contains(sender + "+0x");
                            assertThat(reset.getString("cause")).isNotBlank();
                        });
        assertThat(recording.named("KernelDrop"))
                .as("the SYN is dropped")
                .anySatisfy(
                        (RecordedEvent drop) -> {
                            assertThat(drop.getString("reason")).isEqualTo("NO_SOCKET");
                            assertThat(drop.getInt("destinationPort")).isEqualTo(port);
                            assertThat(drop.getString("location")).contains("+0x");
                            assertThat(drop.getString("kernelStack")).contains("_rcv+0x");
                        });
    }
}
