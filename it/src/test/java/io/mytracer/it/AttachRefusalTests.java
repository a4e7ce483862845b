package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a JVM cannot be attached to, the command line says why, and the JVM goes on. */
class AttachRefusalTests {
    private static final List<String> AS_NOBODY =
            List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=-all");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"attach", "detach"})
    void noProcess(String command) throws Exception {
        assertThat(AgentCommand.run(command, 4_194_305).refusal(1))
                .isEqualTo("mytracer: there is no process 4194305");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attach", "detach"})
    void notAJvm(String command) throws Exception {
        // A shell that catches SIGQUIT, by which the JDK asks a JVM to listen.
        Process shell =
                new ProcessBuilder("sh", "-c", "trap 'exit 9' QUIT; echo ready; read line").start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("ready");
            assertThat(AgentCommand.run(command, shell.pid()).refusal(1))
                    .isEqualTo("mytracer: " + shell.pid() + " (sh) is not a JVM");
            shell.getOutputStream().close();
            assertThat(shell.waitFor()).isNotEqualTo(9);
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingIsAttached() throws Exception {
        try (AgentProcess server = start(JvmCommand.of(EchoServer.class))) {
            assertThat(AgentCommand.run("attach", server.pid(), "port=http").refusal(2))
                    .startsWith("mytracer: option 'port': 'http' is not a port");
            assertThat(AgentCommand.run("attach", server.pid(), "prot=tcp").refusal(2))
                    .contains("unknown option 'prot': did you mean 'proto'?");
            assertThat(AgentCommand.run("attach", server.pid(), "detach").refusal(2))
                    .contains("'detach' stops the agent");
            assertThat(AgentCommand.run("attach", "me").refusal(2)).contains("'me' is not a");
            assertUntouched(server);
        }
    }

    @Test
    void optionsThatOnlyTheJvmCanRefuse() throws Exception {
        Path here = Files.createTempFile(Path.of(""), "preset", ".jfc");
        try (AgentProcess server =
                start(
                        JvmCommand.of(EchoServer.class)
                                .jvm("-XX:+EnableDynamicAgentLoading")
                                .in(directory))) {
            assertThat(AgentCommand.run("attach", server.pid(), "settings=" + here).refusal(1))
                    .contains("refuses the options: option 'settings': '" + here + "' is not a");
            assertThat(AgentCommand.run("list", "--format=json").out())
                    .anyMatch(line -> line.matches(".*" + server.pid() + ".*\"traced\":\"no\".*"));
            assertThat(server.end()).isZero();
        } finally {
            Files.delete(here);
        }
    }

    @Test
    void java17() throws Exception {
        try (AgentProcess jvm =
                JvmCommand.ofSource(RefusalTests.source("Waiting.java"))
                        .javaHome(RefusalTests.homeOfJava17())
                        .start()) {
            jvm.await("ready");
            assertThat(AgentCommand.run("attach", jvm.pid()).refusal(1))
                    .isEqualTo(
                            "mytracer: the JVM %d runs Java 17, and mytracer needs 25 or newer: not"
                                            .formatted(jvm.pid())
                                    + " attached");
            assertUntouched(jvm);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UsePerfData", "-XX:-UsePerfData"})
    void attachingIsDisabled(String perfData) throws Exception {
        try (AgentProcess server =
                start(
                        JvmCommand.of(EchoServer.class)
                                .jvm("-XX:+DisableAttachMechanism", perfData))) {
            assertThat(AgentCommand.run("attach", server.pid()).refusal(1))
                    .contains("-XX:+DisableAttachMechanism")
                    .contains("-javaagent:");
            assertUntouched(server);
        }
    }

    @Test
    void loadingOfAgentsIsDisabled() throws Exception {
        try (AgentProcess server =
                start(JvmCommand.of(EchoServer.class).jvm("-XX:-EnableDynamicAgentLoading"))) {
            assertThat(AgentCommand.run("attach", server.pid()).refusal(1))
                    .contains("-XX:+EnableDynamicAgentLoading");
            assertUntouched(server);
        }
    }

    @Test
    void aRuntimeThatCannotAttach() throws Exception {
        try (AgentProcess server = start(JvmCommand.of(EchoServer.class))) {
            assertThat(
                            AgentCommand.run(
                                            List.of(),
                                            List.of("--limit-modules=java.instrument,jdk.jfr"),
                                            JvmCommand.AGENT,
                                            "attach",
                                            server.pid())
                                    .refusal(1))
                    .contains("no module jdk.attach")
                    .contains("jcmd " + server.pid() + " JVMTI.agent_load");
            assertUntouched(server);
        }
    }

    @Test
    @NeedsBpf(tools = "setpriv") // root, to become another user
    void theJvmOfAnotherUser() throws Exception {
        Path shared = TestClasses.openDirectory(directory, "shared", false);
        Path jar = TestClasses.copyFor(JvmCommand.AGENT, shared);
        try (AgentProcess server = start(JvmCommand.of(EchoServer.class))) {
            assertThat(
                            AgentCommand.run(AS_NOBODY, List.of(), jar, "attach", server.pid())
                                    .refusal(1))
                    .startsWith("mytracer: " + server.pid() + " belongs to root: run this as root");
            assertThat(AgentCommand.run(AS_NOBODY, List.of(), jar, "list").out())
                    .anyMatch(
                            line ->
                                    line.matches(
                                            server.pid()
                                                    + " +root +\\? +no +- +\\? +"
                                                    + EchoServer.class.getName()));
            assertUntouched(server);
        }
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void aJvmThatMayNotTrace() throws Exception {
        Path shared = TestClasses.openDirectory(directory, "shared", false);
        Path jar = TestClasses.copyFor(JvmCommand.AGENT, shared);
        try (AgentProcess server =
                start(
                        JvmCommand.of(EchoServer.class)
                                .startedBy(AS_NOBODY.toArray(String[]::new))
                                .classes(TestClasses.copyFor(TestClasses.directory(), shared))
                                .in(Path.of("/")))) {
            assertThat(
                            AgentCommand.run(
                                            List.of(),
                                            List.of(),
                                            jar,
                                            "attach",
                                            server.pid(),
                                            "recording=none")
                                    .refusal(1))
                    .contains("which cannot trace: no capabilities: CAP_PERFMON and CAP_BPF");
            assertThat(AgentCommand.run("detach", server.pid()).line())
                    .endsWith("is traced no more");
            assertThat(server.end()).isZero();
        }
    }

    private static AgentProcess start(JvmCommand command) throws Exception {
        AgentProcess server = command.start("127.0.0.1", FreePort.next(), "platform");
        server.port();
        return server;
    }

    /** Nothing has been said, no thread dump, and it ends well. */
    private static void assertUntouched(AgentProcess jvm) throws Exception {
        int code = jvm.end();
        assertThat(jvm.stderr()).isEmpty();
        assertThat(jvm.stdout()).hasSize(1);
        assertThat(code).isZero();
    }
}
