package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.Greeter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the agent cannot work it says one line, and the application does not notice. */
class RefusalTests {
    private static final String NOBODY = "65534";

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=",
                "port=http",
                "port=0",
                "port=65536",
                "port=90-80",
                "host=example.org",
                "host=10.0.0.0/33",
                "host=300.1.1.1",
                "proto=sctp",
                "recording=%x.jfr",
                "settings=fast",
                "settings=/nowhere/my.jfc",
                "maxsize=1",
                "maxage=soon",
                "ring=5000",
                "ring=2g",
                "flows=0",
                "hops=tcp_(",
                "stack=some",
                "log=loud",
                "start=later",
                "libbpf=/nowhere/libbpf.so.1",
                "prot=tcp",
                "port",
                "ring=4k,ring=8k",
                "=",
            })
    void wrongOption(String options) throws Exception {
        List<String> lines = greet(JvmCommand.of(Greeter.class).agent(options));
        assertThat(lines.getFirst()).contains("The application is not affected");
        String key = options.split("=", -1)[0];
        assertThat(lines.getFirst()).contains("'" + key + "'");
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void noRoot() throws Exception {
        assertThat(greetAsNobody("--inh-caps=-all").getFirst())
                .contains("CAP_BPF")
                .contains("CAP_PERFMON");
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void oneCapabilityIsMissing() throws Exception {
        assertThat(greetAsNobody("--inh-caps=-all,+bpf", "--ambient-caps=-all,+bpf").getFirst())
                .contains("CAP_PERFMON");
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void rootWithoutCapabilities() throws Exception {
        assertThat(
                        greet(
                                        JvmCommand.of(Greeter.class)
                                                .startedBy(
                                                        "setpriv",
                                                        "--bounding-set=-all",
                                                        "--inh-caps=-all")
                                                .in(directory)
                                                .agent("start=sync"))
                                .getFirst())
                .contains("CAP_BPF");
    }

    @Test
    void nativeAccessIsDenied() throws Exception {
        assertThat(
                        greet(
                                        JvmCommand.of(Greeter.class)
                                                .jvm("--illegal-native-access=deny")
                                                .agent("start=sync"))
                                .getFirst())
                .contains("--enable-native-access=");
    }

    @Test
    void libbpfIsNoLibrary() throws Exception {
        refuseLibrary(Files.writeString(directory.resolve("libbpf.so.1"), "no library"));
    }

    @Test
    void libbpfIsAnotherLibrary() throws Exception {
        refuseLibrary(Path.of(System.getProperty("java.home"), "lib", "libnet.so"));
    }

    @Test
    void noFlightRecorderModule() throws Exception {
        assertThat(
                        greet(
                                        JvmCommand.of(Greeter.class)
                                                .jvm("--limit-modules=java.base,java.instrument")
                                                .agent(""))
                                .getFirst())
                .contains("jdk.jfr");
    }

    @Test
    @NeedsBpf
    void agentGivenTwice() throws Exception {
        JvmCommand command =
                JvmCommand.of(Greeter.class)
                        .agent("recording=none")
                        .agent("recording=none,log=debug");
        assertThat(greet(command).getFirst()).contains("already");
    }

    @Test
    void java17() throws Exception {
        Path java17 = homeOfJava17();
        Path source = source("Greeting.java");
        try (AgentProcess plain = JvmCommand.ofSource(source).javaHome(java17).start();
                AgentProcess traced =
                        JvmCommand.ofSource(source).javaHome(java17).agent("port=80").start()) {
            assertThat(plain.end()).isEqualTo(Greeter.EXIT_CODE);
            assertThat(traced.end()).isEqualTo(Greeter.EXIT_CODE);
            assertThat(traced.stdout()).isEqualTo(plain.stdout());
            assertThat(traced.stderr()).hasSize(1).isEqualTo(traced.agentLines());
            assertThat(traced.stderr().getFirst()).contains("25").contains("17");
        }
    }

    @Test
    @NeedsBpf
    void jarInAFolderWithASpaceWorks() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("my agents"));
        Path jar = Files.copy(JvmCommand.AGENT, folder.resolve("the agent.jar"));
        Path recording = folder.resolve("my recording.jfr");
        List<String> lines =
                greet(JvmCommand.of(Greeter.class).agent(jar, "start=sync,recording=" + recording));
        assertThat(lines.getFirst()).contains(recording.toString());
        assertThat(Recording.read(recording).segments()).isNotEmpty();
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void twoCapabilitiesAreEnough() throws Exception {
        List<String> lines =
                greetAsNobody("--inh-caps=-all,+bpf,+perfmon", "--ambient-caps=-all,+bpf,+perfmon");
        try (Stream<Path> written = Files.list(directory.resolve("work"))) {
            Path recording =
                    written.filter(file -> file.toString().endsWith(".jfr"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(lines));
            assertThat(Recording.read(recording).segments()).isNotEmpty();
        }
    }

    private void refuseLibrary(Path file) throws Exception {
        JvmCommand command =
                JvmCommand.of(Greeter.class).in(directory).agent("start=sync,libbpf=" + file);
        assertThat(greet(command).getFirst()).contains(file.toString());
    }

    private List<String> greetAsNobody(String... capabilities) throws Exception {
        Path shared = TestClasses.openDirectory(directory, "shared", false);
        Path work = TestClasses.openDirectory(directory, "work", true);
        List<String> setpriv =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups"));
        setpriv.addAll(List.of(capabilities));
        return greet(
                JvmCommand.of(Greeter.class)
                        .startedBy(setpriv.toArray(String[]::new))
                        .classes(TestClasses.copyFor(TestClasses.directory(), shared))
                        .in(work)
                        .agent(TestClasses.copyFor(JvmCommand.AGENT, shared), "start=sync"));
    }

    /** Compares with a run without agent; returns the only line on stderr, which is the agent's. */
    private static List<String> greet(JvmCommand traced) throws Exception {
        int port = FreePort.next();
        List<String> expected = List.of("hello", "port " + port, "bye");
        try (AgentProcess jvm = traced.start(port)) {
            jvm.port();
            jvm.awaitAgent();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Echo.request(socket, 100);
                Echo.close(socket);
            }
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
            assertThat(jvm.stdout()).isEqualTo(expected);
            assertThat(jvm.stderr()).hasSize(1).isEqualTo(jvm.agentLines());
            return jvm.stderr();
        }
    }

    static Path homeOfJava17() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all)) {
            try (Stream<Path> homes = Files.list(all)) {
                for (Path home : homes.toList()) {
                    Path release = home.resolve("release");
                    if (Files.isExecutable(home.resolve("bin/javac"))
                            && Files.exists(release)
                            && Files.readString(release).contains("JAVA_VERSION=\"17")) {
                        return home;
                    }
                }
            }
        }
        return abort("no JDK 17 under " + all);
    }

    static Path source(String name) throws URISyntaxException {
        return Path.of(RefusalTests.class.getResource("/" + name).toURI());
    }
}
