package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.OtherAgent;
import io.mytracer.it.apps.SocketScenes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** When the JDK's classes are woven, and what else may be in the JVM. */
class WeavingTests {
    private static final String NOBODY = "65534";

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void anotherAgentThatRetransformsTheSameClasses(String order) throws Exception {
        Path file = directory.resolve("two.jfr");
        Path other = otherAgent();
        String options = "start=sync,recording=" + file + ",settings=" + Jfc.everyCall(directory);
        JvmCommand command = JvmCommand.of(SocketScenes.class);
        if (order.equals("before")) {
            command.agent(other, "").agent(options);
        } else {
            command.agent(options).agent(other, "");
        }
        try (AgentProcess jvm = command.start(FreePort.next())) {
            jvm.await("ready");
            jvm.tell("go");
            assertThat(jvm.end()).isZero();
            assertThat(jvm.stdout()).noneMatch(line -> line.startsWith("failed"));
            assertThat(jvm.stderr()).isEqualTo(jvm.agentLines());
        }
        assertThat(Recording.read(file).named("SocketIo"))
                .extracting(call -> call.getString("operation"))
                .contains("read", "write", "readv", "writev", "receive", "send", "sendfile");
    }

    @Test
    @NeedsBpf(tools = "setpriv") // root, to become another user
    void socketsAreRecordedWithoutPrivileges() throws Exception {
        Path shared = TestClasses.openDirectory(directory, "shared", false);
        Path work = TestClasses.openDirectory(directory, "work", true);
        Path file = work.resolve("sockets.jfr");
        try (AgentProcess jvm =
                JvmCommand.of(SocketScenes.class)
                        .startedBy(
                                "setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups",
                                "--inh-caps=-all")
                        .classes(TestClasses.copyFor(TestClasses.directory(), shared))
                        .in(work)
                        .agent(
                                TestClasses.copyFor(JvmCommand.AGENT, shared),
                                "start=sync,recording=" + file)
                        .start(FreePort.next())) {
            jvm.await("ready");
            jvm.tell("go");
            assertThat(jvm.end()).isZero();
            assertThat(jvm.stdout()).noneMatch(line -> line.startsWith("failed"));
            assertThat(jvm.stderr()).hasSize(2).isEqualTo(jvm.agentLines());
            assertThat(jvm.stderr().getFirst()).contains("CAP_BPF");
        }
        Recording recording = Recording.read(file);
        assertThat(recording.named("SocketState"))
                .extracting(state -> state.getString("operation"))
                .contains("bind", "listen", "connect", "accept", "close");
        assertThat(recording.named("SocketIo"))
                .as("errors are told whatever the threshold")
                .anyMatch(call -> call.getString("error") != null);
    }

    @Test
    void nothingIsWovenUntilARecordingAsksForIt() throws Exception {
        Path file = directory.resolve("late.jfr");
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent("start=sync,recording=none,log=debug")
                                .start("platform", "caller")) {
            String port = Integer.toString(server.getLocalPort());
            client.await("ready");
            client.tell("connect", "127.0.0.1", port, "1");
            assertThat(client.agentLines()).noneMatch(line -> line.contains("woven in"));

            client.startRecording("late", Jfc.everyCall(directory));
            client.awaitWoven();
            client.tell("request", "5");
            client.tell("close");
            client.jcmd("JFR.stop", "name=late", "filename=" + file);
            assertThat(client.end()).isZero();

            Recording recording = Recording.read(file);
            assertThat(recording.named("SocketIo"))
                    .as("calls on a socket that is older than the recording")
                    .allMatch(call -> call.getInt("remotePort") == server.getLocalPort())
                    .allMatch(call -> call.getLong("flow") != 0)
                    .hasSizeGreaterThanOrEqualTo(10);
            assertThat(recording.named("SocketState"))
                    .singleElement()
                    .matches(state -> state.getString("operation").equals("close"))
                    .matches(state -> state.getInt("remotePort") == server.getLocalPort());
        }
    }

    @Test
    void callsAreThrottledAndStatesAreNot() throws Exception {
        Path file = directory.resolve("throttled.jfr");
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent(
                                        "start=sync,recording="
                                                + file
                                                + ",settings="
                                                + Jfc.throttled(directory))
                                .start("platform", "caller")) {
            String port = Integer.toString(server.getLocalPort());
            client.await("ready");
            client.tell("short", "127.0.0.1", port, "100");
            client.tell("connect", "127.0.0.1", port, "1");
            client.tell("request", "2000");
            client.tell("close");
            assertThat(client.end()).isZero();
        }
        Recording recording = Recording.read(file);
        assertThat(recording.named("SocketState"))
                .filteredOn(state -> state.getString("operation").equals("connect"))
                .hasSize(101);
        // 4,000 calls within a few seconds, at ten a second.
        assertThat(recording.named("SocketIo")).hasSizeBetween(1, 600);
    }

    private Path otherAgent() throws IOException {
        Path jar = directory.resolve("other-agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", OtherAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            String name = OtherAgent.class.getName().replace('.', '/') + ".class";
            entries.putNextEntry(new JarEntry(name));
            Files.copy(TestClasses.directory().resolve(name), entries);
        }
        return jar;
    }
}
