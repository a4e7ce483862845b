package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.ManySockets;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** A JVM with a hundred thousand sockets is traced as any other. */
@NeedsBpf(tools = {"prlimit", "tcpdump"})
class ManySocketsTests {
    private static final int WANTED = 100_000;

    /** Descriptors for all else that a JVM has open. */
    private static final int SPARE = 1000;

    @TempDir Path directory;

    @Test
    void hundredThousandSockets() throws Exception {
        int sockets = (int) Math.min(WANTED, Limits.descriptors() - SPARE);
        int port = FreePort.next();
        Path file = directory.resolve("many.jfr");
        List<Segment> witnessed;
        try (AgentProcess jvm = start(port, sockets, "recording=none")) {
            jvm.port();
            assertThat(jvm.tell("open", "" + sockets)).isEqualTo("" + sockets);
            jvm.startRecording("many", Jfc.preset("profile", directory));
            System.out.printf(
                    "%d sockets: attached after %s%n",
                    sockets, KernelPrograms.awaitAttached(jvm.pid()));
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                talk(port);
                witnessed = dump.stop();
            }
            jvm.jcmd("JFR.stop", "name=many", "filename=" + file);
            assertThat(jvm.tell("close")).isEqualTo("0");
            assertThat(jvm.end()).isZero();
            assertThat(jvm.stderr()).isEmpty();
        }
        Recording recording = Recording.read(file);
        assertThat(recording).hasNoLoss().hasExactlyThePackets(witnessed).hasOnlyPorts(port);
        assertThat(flows(recording)).isGreaterThanOrEqualTo(sockets);
    }

    @Test
    void mapThatIsTooSmallIsToldAndHarmsNobody() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("full.jfr");
        try (AgentProcess jvm = start(port, 10_000, "recording=none,flows=1000")) {
            jvm.port();
            jvm.tell("open", "3000");
            jvm.startRecording("full", Jfc.preset("profile", directory));
            KernelPrograms.awaitAttached(jvm.pid());
            talk(port);
            jvm.jcmd("JFR.stop", "name=full", "filename=" + file);
            jvm.tell("close");
            assertThat(jvm.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(recording.lost("mapFull")).isGreaterThanOrEqualTo(2000);
        assertThat(flows(recording)).isEqualTo(1000);
    }

    private static AgentProcess start(int port, int sockets, String options) throws IOException {
        return JvmCommand.of(ManySockets.class)
                .startedBy("prlimit", "--nofile=" + (sockets + SPARE))
                .agent(options)
                .start(port);
    }

    private static void talk(int port) throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            Echo.request(socket, 1000);
            Echo.close(socket);
        }
    }

    private static long flows(Recording recording) {
        return recording.named("TracerStatus").stream()
                .mapToLong((RecordedEvent status) -> status.getLong("flows"))
                .max()
                .orElseThrow();
    }
}
