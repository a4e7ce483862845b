package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.Namespace;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Recording;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Greeter;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
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

    @TempDir static Path directory;

    private static Recording recording;

    @BeforeAll
    static void record() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("refused.jfr");
        try (VethPair cable = new VethPair();
                AgentProcess jvm =
                        JvmCommand.of(Greeter.class)
                                .agent("start=sync,port=" + port + ",recording=" + file)
                                .startedBy(cable.far().inside())
                                .start(FreePort.next())) {
            jvm.port();
            call(cable.near(), VethPair.FAR + ":" + port);
            call(cable.near(), "[" + VethPair.FAR_6 + "]:" + port);
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        recording = Recording.read(file);
    }

    private static void call(Namespace from, String host) throws Exception {
        String code = from.run("curl --silent --globoff http://" + host + "/ || echo $?").strip();
        assertThat(code).isEqualTo(CURL_IS_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({VethPair.FAR + ", tcp_v4", VethPair.FAR_6 + ", tcp_v6"})
    void resetIsExplainedByTheStackOfItsSender(String address, String tcp) {
        assertThat(recording.named("TcpReset"))
                .as("it tells of the segment that it answers")
                .filteredOn(reset -> reset.getString("destinationAddress").equals(address))
                .singleElement()
                .satisfies(
                        reset -> {
                            assertThat(reset.getBoolean("sent")).isTrue();
                            assertThat(reset.getString("cause")).isNotBlank();
                            assertThat(reset.getString("kernelStack"))
                                    .containsSubsequence(tcp + "_send_reset+0x", tcp + "_rcv+0x");
                        });
    }

    @ParameterizedTest
    @CsvSource({VethPair.FAR + ", tcp_v4", VethPair.FAR_6 + ", tcp_v6"})
    @NeedsKernel(value = "5.17", reason = "drops have no reasons")
    void synIsDroppedSinceNobodyListens(String address, String tcp) {
        assertThat(recording.named("KernelDrop"))
                .filteredOn(drop -> drop.getString("destinationAddress").equals(address))
                .singleElement()
                .satisfies(
                        drop -> {
                            assertThat(drop.getString("reason")).isEqualTo("NO_SOCKET");
                            assertThat(drop.getString("tcpFlags")).isEqualTo("SYN");
                            assertThat(drop.getString("kernelStack")).contains(tcp + "_rcv+0x");
                        });
    }

    @ParameterizedTest
    @CsvSource({VethPair.FAR + ", " + VethPair.NEAR, VethPair.FAR_6 + ", " + VethPair.NEAR_6})
    void nothingButSynAndResetIsSeen(String address, String caller) {
        List<List<RecordedEvent>> packets =
                recording.packets().values().stream()
                        .filter(
                                hops ->
                                        List.of(address, caller)
                                                .contains(
                                                        hops.getFirst().getString("sourceAddress")))
                        .toList();
        assertThat(packets).hasSize(2);
        assertThat(packets.getFirst().getFirst().getString("tcpFlags")).isEqualTo("SYN");
        assertThat(Recording.functions(packets.getFirst())).contains("netif_receive_skb");
        assertThat(packets.getLast().getFirst().getString("tcpFlags")).isEqualTo("RST,ACK");
        assertThat(Recording.functions(packets.getLast()))
                .containsSubsequence("net_dev_queue", "net_dev_start_xmit");
    }
}
