package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** JFR's own ways to choose settings work with ours. */
@NeedsBpf
class PresetTests {
    @TempDir Path directory;

    @Test
    void theCommandLineKnowsAPresetByItsName() throws Exception {
        Path file = directory.resolve("named.jfr");
        try (AgentProcess server =
                server("settings=mytracer-profile,filename=" + file, "log=debug")) {
            int port = server.port();
            server.awaitTracing();
            request(port);
            server.endTraced();
        }
        assertThat(Recording.read(file).segments()).isNotEmpty();
    }

    @Test
    void jcmdKnowsThePresetsByTheirNames() throws Exception {
        Path file = directory.resolve("jcmd.jfr");
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("log=debug,recording=none")
                        .start("127.0.0.1", 0, "platform")) {
            int port = server.port();
            Await.until(
                    "a recording",
                    Duration.ofSeconds(10),
                    () ->
                            server.jcmd(
                                            "JFR.start",
                                            "settings=mytracer-continuous",
                                            "settings=mytracer-profile",
                                            "filename=" + file)
                                    .contains("Started recording"));
            server.awaitTracing();
            request(port);
            server.endTraced();
        }
        assertThat(Recording.read(file).segments()).isNotEmpty();
    }

    @Test
    void theCommandLineChoosesPacketsByASetting() throws Exception {
        Path file = directory.resolve("chosen.jfr");
        Path preset = Jfc.preset("profile", directory);
        try (ServerSocket wanted = echo();
                ServerSocket other = echo();
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent("log=debug")
                                .jvm(
                                        "-XX:StartFlightRecording=settings=%s,filename=%s"
                                                        .formatted(preset, file)
                                                + chosen("SkbHop", wanted)
                                                + chosen("PacketPath", wanted)
                                                + ",+mytracer.SkbHop#hops=net_dev_queue|netif_.*")
                                .start("platform", "caller")) {
            client.await("ready");
            client.awaitTracing();
            for (ServerSocket server : new ServerSocket[] {wanted, other}) {
                String port = Integer.toString(server.getLocalPort());
                client.tell("short", "127.0.0.1", port, "3");
            }
            client.endTraced();
            Recording recording = Recording.read(file);
            assertThat(recording).hasOnlyPorts(wanted.getLocalPort());
            assertThat(functions(recording))
                    .contains("net_dev_queue", "netif_receive_skb")
                    .allMatch(name -> name.matches("net_dev_queue|netif_.*"));
        }
    }

    private static Set<String> functions(Recording recording) {
        return recording.named("SkbHop").stream()
                .map(hop -> hop.getString("function"))
                .collect(Collectors.toSet());
    }

    private static String chosen(String event, ServerSocket server) {
        return ",+mytracer.%s#port=%d".formatted(event, server.getLocalPort());
    }

    private static ServerSocket echo() throws IOException {
        return EchoServer.start(
                InetAddress.getLoopbackAddress(), 0, Thread.ofPlatform().daemon().factory());
    }

    private static AgentProcess server(String recording, String options) throws IOException {
        return JvmCommand.of(EchoServer.class)
                .jvm("-XX:StartFlightRecording=" + recording)
                .agent(options)
                .start("127.0.0.1", 0, "platform");
    }

    private static void request(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        Echo.request(socket, 100);
        Echo.close(socket);
    }
}
