package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.Recording;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Greeter;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/** Another host calls a port where nobody listens, on the host of a JVM that watches this port. */
@InGuest
@NeedsBpf
class RefusedCallTests {
    private static final String CURL_IS_REFUSED = "7";

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        VethPair.FAR + ", " + VethPair.FAR + ", tcp_v4",
        VethPair.FAR_6 + ", [" + VethPair.FAR_6 + "], tcp_v6",
    })
    void resetIsExplainedByTheStackOfItsSender(String address, String host, String tcp)
            throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("refused.jfr");
        try (VethPair cable = new VethPair();
                AgentProcess jvm =
                        JvmCommand.of(Greeter.class)
                                .agent("start=sync,port=" + port + ",recording=" + file)
                                .startedBy(cable.far().inside())
                                .start(FreePort.next())) {
            jvm.port();
            String code =
                    cable.near()
                            .run("curl --silent http://" + host + ":" + port + " || echo $?")
                            .strip();
            assertThat(code).isEqualTo(CURL_IS_REFUSED);
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        Recording recording = Recording.read(file);
        assertThat(recording.named("TcpReset"))
                .singleElement()
                .satisfies(
                        reset -> {
                            assertThat(reset.getBoolean("sent")).isTrue();
                            assertThat(reset.getString("cause")).isNotBlank();
                            assertThat(reset.getString("kernelStack"))
                                    .containsSubsequence(tcp + "_send_reset+0x", tcp + "_rcv+0x");
                        });
        assertThat(recording.named("KernelDrop"))
                .singleElement()
                .satisfies(
                        drop -> {
                            assertThat(drop.getString("reason")).isEqualTo("NO_SOCKET");
                            assertThat(drop.getString("tcpFlags")).isEqualTo("SYN");
                            assertThat(drop.getString("kernelStack")).contains(tcp + "_rcv+0x");
                        });
        List<List<RecordedEvent>> packets = List.copyOf(recording.packets().values());
        assertThat(packets).as("SYN and RST").hasSize(2);
        assertThat(Recording.functions(packets.getFirst())).contains("netif_receive_skb");
        assertThat(Recording.functions(packets.getLast()))
                .containsSubsequence("net_dev_queue", "net_dev_start_xmit");
        assertThat(packets.getLast().getFirst().getString("tcpFlags")).isEqualTo("RST,ACK");
    }
}
