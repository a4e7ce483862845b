package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The agent comes into a JVM that runs, and goes again, by the command line. */
@NeedsBpf(tools = "bpftool")
class AttachDetachTests {
    private static final int CYCLES = 4;

    @TempDir Path directory;

    @Test
    void theApplicationDoesNotNotice() throws Exception {
        try (AgentProcess server = server()) {
            int port = server.port();
            try (Load load = new Load(port)) {
                load.await(100);
                for (int i = 0; i < CYCLES; i++) {
                    cycle(server, port, load, directory.resolve("cycle-" + i + ".jfr"));
                }
                assertThat(load.end()).isNull();
            }
            assertThat(server.end()).isZero();
            assertThat(server.stdout()).containsExactly("port " + port);
            assertThat(server.stderr()).isEqualTo(server.agentLines());
        }
    }

    private static void cycle(AgentProcess server, int port, Load load, Path file)
            throws Exception {
        long pid = server.pid();
        String traced =
                AgentCommand.run("attach", pid, "port=" + port + ",log=debug,recording=" + file)
                        .line();
        assertThat(traced)
                .startsWith(pid + " (" + EchoServer.class.getName() + ") is traced; " + file);
        Set<Integer> programs = KernelPrograms.programs(pid);
        assertThat(KernelPrograms.links(pid)).isNotEmpty();
        server.awaitWoven();
        assertThat(threads(pid)).contains("mytracer");
        load.await(100);

        assertThat(AgentCommand.run("detach", pid).line())
                .isEqualTo(
                        "%d (%s) is traced no more; %s is written"
                                .formatted(pid, EchoServer.class.getName(), file));
        assertThat(server.agentLines()).anyMatch(line -> line.contains("unwoven in "));
        assertThat(KernelPrograms.programs(pid)).isEmpty();
        KernelPrograms.awaitGone(programs);
        assertThat(threads(pid)).noneMatch(name -> name.startsWith("mytracer"));
        load.await(100);

        Recording recording = Recording.read(file);
        assertThat(recording.segments()).isNotEmpty();
        assertThat(recording.named("SocketState")).isNotEmpty();
    }

    @Test
    void aRecordingOfOthersGoesOn() throws Exception {
        Path file = directory.resolve("others.jfr");
        try (AgentProcess server = server()) {
            int port = server.port();
            long pid = server.pid();
            assertThat(AgentCommand.run("attach", pid, "recording=none").line())
                    .contains("once a recording asks for it");
            assertThat(listed(pid)).contains("\"traced\":\"idle\"");
            server.jcmd("JFR.start", "name=others", "settings=mytracer-profile");
            KernelPrograms.awaitAttached(pid);
            assertThat(listed(pid)).contains("\"traced\":\"yes\"");
            try (Load load = new Load(port)) {
                load.await(50);
                assertThat(AgentCommand.run("detach", pid).line()).endsWith("is traced no more");
                assertThat(listed(pid)).contains("\"traced\":\"no\"");
                load.await(50);
                assertThat(load.end()).isNull();
            }
            assertThat(server.jcmd("JFR.check")).contains("name=others").contains("(running)");
            server.jcmd("JFR.stop", "name=others", "filename=" + file);
            assertThat(server.jcmd("JFR.start", "settings=mytracer-profile"))
                    .as("the presets are gone with the agent")
                    .contains("Could not");
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file).segments()).isNotEmpty();
    }

    @Test
    void onlyOnceInAndOnlyOnceOut() throws Exception {
        try (AgentProcess server = server()) {
            server.port();
            long pid = server.pid();
            AgentCommand.run("attach", pid, "recording=none").line();
            assertThat(AgentCommand.run("attach", pid).refusal(1))
                    .isEqualTo(
                            "mytracer: the JVM %d has the agent already; for other options:"
                                            .formatted(pid)
                                    + " detach %d first".formatted(pid));
            AgentCommand.run("detach", pid).line();
            assertThat(AgentCommand.run("detach", pid).refusal(1))
                    .isEqualTo(
                            "mytracer: the JVM %d has no agent: nothing to detach".formatted(pid));
            load(server, "detach");
            assertThat(server.agentLines().getLast()).contains("is not in this JVM");
            assertThat(server.end()).isZero();
        }
    }

    @Test
    void anAgentOfTheCommandLineGoesByJcmdAndComesAgain() throws Exception {
        Path first = directory.resolve("first.jfr");
        Path second = directory.resolve("second.jfr");
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .jvm("-XX:+EnableDynamicAgentLoading")
                        .agent("start=sync,recording=" + first)
                        .start("127.0.0.1", FreePort.next(), "platform")) {
            int port = server.port();
            long pid = server.pid();
            try (Load load = new Load(port)) {
                load.await(50);
                load(server, "detach");
                assertThat(KernelPrograms.programs(pid)).isEmpty();
                assertThat(Recording.read(first).segments()).isNotEmpty();
                load(server, "\"recording=" + second + "\"");
                KernelPrograms.awaitAttached(pid);
                load.await(50);
                assertThat(load.end()).isNull();
            }
            assertThat(server.end()).isZero();
            assertThat(server.agentLines())
                    .contains("[mytracer] detached; " + first + " is written");
        }
        assertThat(Recording.read(second).segments()).isNotEmpty();
    }

    @Test
    @NeedsBpf(tools = "unshare")
    void inAContainerThatDoesNotSeeTheJar() throws Exception {
        Path modules = JvmCommand.AGENT.getParent().getParent().getParent();
        // A /tmp of its own, in which what is tested is still seen where it is below /tmp.
        String hide =
                """
                mount -t tmpfs none %1$s &&
                case %2$s in /tmp/*)
                    inside=%1$s/$(realpath --relative-to=/tmp %2$s)
                    mkdir -p $inside && mount --bind %2$s $inside ;;
                esac &&
                mount --move %1$s /tmp && mount -t tmpfs none %3$s && exec "$@"
                """
                        .formatted(directory, modules, JvmCommand.AGENT.getParent());
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .startedBy("unshare", "--pid", "--mount", "--fork", "--mount-proc")
                        .startedBy("--kill-child=KILL", "sh", "-c", hide, "sh")
                        .jvm("-XX:+EnableDynamicAgentLoading")
                        .in(Path.of("/"))
                        .start("127.0.0.1", FreePort.next(), "platform")) {
            int port = server.port();
            long pid = onlyChild(server.pid());
            Path file = Path.of("/proc/" + pid + "/root/tmp/inside.jfr");
            assertThat(listed(pid))
                    .contains("\"container\":\"pid 1\"")
                    .contains("\"ports\":[" + port + "]");

            assertThat(AgentCommand.run("attach", pid, "recording=/tmp/inside.jfr").line())
                    .contains(" is traced; " + file);
            try (Load load = new Load(port)) {
                load.await(50);
                assertThat(AgentCommand.run("detach", pid).line())
                        .endsWith("; " + file + " is written");
                assertThat(load.end()).isNull();
            }
            assertThat(Recording.read(file).segments()).isNotEmpty();
            try (Stream<Path> copies = Files.list(file.getParent())) {
                assertThat(copies.map(copy -> copy.getFileName().toString()))
                        .filteredOn(name -> name.endsWith(".jar") || name.endsWith(".part"))
                        .singleElement()
                        .asString()
                        .matches("mytracer-agent-[0-9].*-[0-9a-f]{12}\\.jar");
            }
            assertThat(AgentCommand.run("attach", pid, "recording=none").code()).isZero();
            assertThat(server.end()).isZero();
        }
    }

    private static AgentProcess server() throws IOException {
        return JvmCommand.of(EchoServer.class)
                .jvm("-XX:+EnableDynamicAgentLoading")
                .start("127.0.0.1", FreePort.next(), "platform");
    }

    private static void load(AgentProcess server, String options) throws Exception {
        server.jcmd("JVMTI.agent_load", JvmCommand.AGENT.toString(), options);
    }

    private static String listed(long pid) throws Exception {
        return AgentCommand.run("list", "--format=json").out().stream()
                .filter(line -> line.startsWith("{\"pid\":" + pid + ","))
                .findFirst()
                .orElseThrow();
    }

    private static long onlyChild(long pid) {
        List<ProcessHandle> children = ProcessHandle.of(pid).orElseThrow().descendants().toList();
        assertThat(children).hasSize(1);
        return children.getFirst().pid();
    }

    private static List<String> threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(AttachDetachTests::name).toList();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // ended meanwhile
        }
    }
}
