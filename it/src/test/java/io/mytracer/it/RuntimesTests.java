package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What else is in a JVM, and how else it may be set up. */
@NeedsBpf
class RuntimesTests {
    private static final int REQUESTS = 300;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:on", "-Xshare:off", "-Xmx64m"})
    void anOptionOfTheJvmMakesNoDifference(String option) throws Exception {
        List<String> lines = serve(JvmCommand.of(EchoServer.class).jvm(option));
        assertThat(lines).as("stderr").hasSize(1);
    }

    /**
     * With an agent of any kind the JVM makes no archive, and says of one that was made without
     * that it lacks the module java.instrument; it uses it nevertheless.
     */
    @Test
    void anArchiveOfTheApplicationsClassesMakesNoDifference() throws Exception {
        Path jar = directory.resolve("app.jar");
        String ignored =
                Tool.ofJdk("jar")
                        .run(
                                "--create",
                                "--file=" + jar,
                                "-C",
                                TestClasses.directory().toString(),
                                "io");
        Path archive = directory.resolve("app.jsa");
        String[] options = {"-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive};
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .classes(jar)
                        .jvm(options)
                        .start("127.0.0.1", 0, "platform")) {
            request(server.port());
            assertThat(server.end()).isZero();
        }
        assertThat(Files.size(archive)).isPositive();
        List<String> lines = serve(JvmCommand.of(EchoServer.class).classes(jar).jvm(options));
        assertThat(lines).as("stderr").hasSize(1);
    }

    /** The order is that of the command line. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherAgentWorksBesideThisOne(boolean first) throws Exception {
        String other =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.contains("opentelemetry-javaagent"))
                        .findFirst()
                        .orElseThrow();
        String[] options = {
            "-javaagent:" + other,
            "-Dotel.traces.exporter=none",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none"
        };
        JvmCommand command = JvmCommand.of(EchoServer.class);
        if (first) {
            command.jvm(options);
        }
        command.agent("start=sync,recording=" + directory.resolve("served.jfr"));
        if (!first) {
            command.jvm(options);
        }
        List<String> lines = serveTraced(command);
        assertThat(lines)
                .anyMatch(line -> line.contains("opentelemetry-javaagent - version"))
                .noneMatch(line -> line.matches("(?i).*(error|exception|warn:).*"));
    }

    @Test
    void aRuntimeWithoutRecordingsIsRefusedInOneLine() throws Exception {
        Path runtime = directory.resolve("runtime");
        String ignored =
                Tool.ofJdk("jlink")
                        .run(
                                "--add-modules",
                                "java.base,java.instrument",
                                "--output",
                                "" + runtime);
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .javaHome(runtime)
                        .agent("start=sync")
                        .start("127.0.0.1", 0, "platform")) {
            request(server.port());
            assertThat(server.end()).isZero();
            assertThat(server.stderr())
                    .containsExactly(
                            "[mytracer] needs the module jdk.jfr (--add-modules jdk.jfr, where the"
                                    + " runtime has it): not started. The application is not"
                                    + " affected.");
        }
    }

    private List<String> serve(JvmCommand command) throws Exception {
        return serveTraced(
                command.agent("start=sync,recording=" + directory.resolve("served.jfr")));
    }

    /** Returns what the JVM has written to its standard error. */
    private List<String> serveTraced(JvmCommand command) throws Exception {
        List<String> lines;
        int port;
        try (AgentProcess server = command.start("127.0.0.1", 0, "platform")) {
            port = server.port();
            request(port);
            server.endTraced();
            assertThat(server.stdout())
                    .filteredOn(line -> !line.contains("[cds]"))
                    .containsExactly("port " + port);
            lines = server.stderr();
        }
        Recording recording = Recording.read(directory.resolve("served.jfr"));
        assertThat(recording).hasNoLoss().hasOnlyPorts(port).hasPathForEachPacket();
        assertThat(recording.segments()).hasSizeGreaterThan(2 * REQUESTS);
        assertThat(recording.named("SocketState")).isNotEmpty();
        return lines;
    }

    private static void request(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < REQUESTS; i++) {
            Echo.request(socket, 1000);
        }
        Echo.close(socket);
    }
}
