package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** In a container the JVM knows itself and its threads by other numbers than the kernel does. */
@NeedsBpf(tools = {"unshare", "tcpdump"})
class PidNamespaceTests {
    @TempDir Path directory;

    @Test
    void packetsAndThreadsAreFound() throws Exception {
        Path file = directory.resolve("container.jfr");
        List<Segment> witnessed;
        int port;
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .startedBy(
                                        "unshare",
                                        "--pid",
                                        "--fork",
                                        "--mount-proc",
                                        "--kill-child=KILL")
                                .agent("start=sync,recording=" + file)
                                .start("platform", "writer-1")) {
            port = server.getLocalPort();
            client.await("ready");
            try (TcpDump dump =
                    TcpDump.start("tcp port " + port, directory.resolve("witness.pcap"))) {
                client.tell("connect", "127.0.0.1", Integer.toString(port), "2");
                client.tell("request", "20");
                client.tell("close");
                witnessed = dump.stop();
            }
            assertThat(client.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(recording).hasNoLoss().hasExactlyThePackets(witnessed).hasOnlyPorts(port);
        List<RecordedEvent> queued =
                recording.named("SkbHop").stream()
                        .filter(hop -> hop.getString("function").equals("net_dev_queue"))
                        .filter(hop -> hop.getString("tcpFlags").contains("PSH"))
                        .filter(hop -> hop.getInt("destinationPort") == port)
                        .toList();
        assertThat(queued).hasSize(40);
        assertThat(queued)
                .allSatisfy(
                        hop -> {
                            assertThat(hop.getThread()).isNotNull();
                            assertThat(hop.getThread().getJavaName()).isEqualTo("writer-1");
                            // A new namespace counts from 1.
                            assertThat(hop.getLong("osThreadId")).isBetween(1L, 200L);
                        });
    }
}
