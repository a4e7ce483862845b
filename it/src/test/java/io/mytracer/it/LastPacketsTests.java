package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** What happened just before a recording ends is in it, whatever else it holds. */
@NeedsBpf(tools = "tcpdump")
class LastPacketsTests {
    @TempDir Path directory;

    @Test
    void endOfTheJvmWithoutStatusEvents() throws Exception {
        Path file = directory.resolve("exit.jfr");
        Path settings = Jfc.packetsOnly(directory);
        int port = FreePort.next();
        List<Segment> witnessed;
        try (AgentProcess server =
                start(port, "start=sync,settings=" + settings + ",recording=" + file)) {
            server.port();
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                talk(port);
                assertThat(server.end()).isZero();
                witnessed = dump.stop();
            }
        }
        assertThat(Recording.read(file)).hasExactlyThePackets(witnessed);
    }

    @Test
    void stopWithoutStatusEvents() throws Exception {
        Path file = directory.resolve("stop.jfr");
        int port = FreePort.next();
        List<Segment> witnessed;
        try (AgentProcess server = start(port, "recording=none")) {
            server.port();
            server.startRecording("last", Jfc.packetsOnly(directory));
            KernelPrograms.awaitAttached(server.pid());
            witnessed = talkWitnessed(port);
            server.jcmd("JFR.stop", "name=last", "filename=" + file);
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file)).hasExactlyThePackets(witnessed);
    }

    @Test
    void dumpOfARunningRecording() throws Exception {
        Path file = directory.resolve("dump.jfr");
        int port = FreePort.next();
        List<Segment> witnessed;
        try (AgentProcess server = start(port, "start=sync,recording=" + directory + "/own.jfr")) {
            server.port();
            witnessed = talkWitnessed(port);
            server.jcmd("JFR.dump", "name=mytracer", "filename=" + file);
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file)).hasNoLoss().hasExactlyThePackets(witnessed);
        assertThat(Recording.read(directory.resolve("own.jfr")))
                .hasNoLoss()
                .hasExactlyThePackets(witnessed)
                .hasConsistentPackets();
    }

    private static AgentProcess start(int port, String options) throws Exception {
        return JvmCommand.of(EchoServer.class).agent(options).start("127.0.0.1", port, "platform");
    }

    private List<Segment> talkWitnessed(int port) throws Exception {
        try (TcpDump dump = TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
            talk(port);
            return dump.stop();
        }
    }

    private static void talk(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < 100; i++) {
            Echo.request(socket, 100);
        }
        Echo.close(socket);
    }
}
