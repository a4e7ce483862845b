package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel holds the agent's programs while a recording wants them, and at no other time. */
@NeedsBpf(tools = "bpftool")
class AttachmentTests {
    private static final int CYCLES = 50;

    @TempDir Path directory;

    private record Footprint(long descriptors, long threads, long residentKib) {
        static Footprint of(long pid) throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                return new Footprint(open.count(), number(pid, "Threads"), number(pid, "VmRSS"));
            }
        }

        private static long number(long pid, String key) throws IOException {
            String status = Files.readString(Path.of("/proc/" + pid + "/status"));
            MatchResult found =
                    Pattern.compile(key + ":\\s*(\\d+)")
                            .matcher(status)
                            .results()
                            .findFirst()
                            .get();
            return Long.parseLong(found.group(1));
        }
    }

    @Test
    void attachedOnlyWhileARecordingWantsPackets() throws Exception {
        try (AgentProcess server = server("start=sync,recording=none")) {
            int port = server.port();
            Path settings = Jfc.preset("profile", directory);
            server.jcmd("JFR.start", "name=plain", "settings=default");
            talk(port);
            assertThat(KernelPrograms.programs(server.pid())).isEmpty();

            server.startRecording("packets", settings);
            Duration took = KernelPrograms.awaitAttached(server.pid());
            Set<Integer> programs = KernelPrograms.programs(server.pid());
            System.out.println("attached " + took.toMillis() + " ms after JFR.start had returned");
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            assertThat(KernelPrograms.all()).containsAll(programs);
            talk(port);

            Path file = directory.resolve("packets.jfr");
            server.jcmd("JFR.stop", "name=packets", "filename=" + file);
            KernelPrograms.awaitDetached(server.pid());
            KernelPrograms.awaitGone(programs);
            assertThat(Recording.read(file).segments()).isNotEmpty();
            server.jcmd("JFR.stop", "name=plain");
            assertThat(server.end()).isZero();
            assertThat(server.stderr()).isEmpty();
        }
    }

    @Test
    void manyRecordingsLeaveNothingBehind() throws Exception {
        try (AgentProcess server =
                server(
                        "start=sync,recording=none",
                        // All of the heap is resident from the start, or it would hide a leak.
                        "-Xms128m",
                        "-Xmx128m",
                        "-XX:+AlwaysPreTouch")) {
            int port = server.port();
            Path settings = Jfc.preset("profile", directory);
            for (int i = 0; i < 3; i++) {
                cycle(server, port, settings);
            }
            server.jcmd("GC.run");
            Footprint before = Footprint.of(server.pid());
            for (int i = 0; i < CYCLES; i++) {
                cycle(server, port, settings);
            }
            server.jcmd("GC.run");
            Footprint after = Footprint.of(server.pid());
            System.out.printf("before %d cycles %s, after %s%n", CYCLES, before, after);
            assertThat(KernelPrograms.programs(server.pid())).isEmpty();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 1);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
            // 16 MiB of ring are mapped each time; a leak of one would be 800 MiB.
            assertThat(after.residentKib() - before.residentKib()).isLessThan(50 << 10);
            assertThat(server.end()).isZero();
        }
    }

    @Test
    void killedJvmLeavesNoPrograms() throws Exception {
        try (AgentProcess server =
                server("start=sync,recording=" + directory.resolve("killed.jfr"))) {
            talk(server.port());
            Set<Integer> programs = KernelPrograms.programs(server.pid());
            assertThat(programs).isNotEmpty();
            assertThat(KernelPrograms.all()).containsAll(programs);
            server.kill();
            KernelPrograms.awaitGone(programs);
        }
    }

    @Test
    void normalEndLeavesTheDefaultRecordingAndNoPrograms() throws Exception {
        Path work = Files.createDirectories(directory.resolve("work"));
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync")
                        .in(work)
                        .start("127.0.0.1", FreePort.next(), "platform")) {
            talk(server.port());
            Set<Integer> programs = KernelPrograms.programs(server.pid());
            assertThat(server.end()).isZero();
            Path file = work.resolve("mytracer-" + server.pid() + ".jfr");
            assertThat(server.agentLines()).hasSize(1);
            assertThat(server.agentLines().getFirst()).contains(file.toString());
            assertThat(Recording.read(file).segments()).isNotEmpty();
            KernelPrograms.awaitGone(programs);
        }
    }

    @Test
    void recordingGoesToTheTempDirectoryWhereTheWorkingDirectoryIsClosed() throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        // Root may write anywhere but here.
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync")
                        .jvm("-Djava.io.tmpdir=" + temporary)
                        .in(Path.of("/proc"))
                        .start("127.0.0.1", FreePort.next(), "platform")) {
            talk(server.port());
            assertThat(server.end()).isZero();
            Path file = temporary.resolve("mytracer-" + server.pid() + ".jfr");
            assertThat(server.agentLines()).hasSize(1);
            assertThat(server.agentLines().getFirst()).contains(file.toString());
            assertThat(Recording.read(file).segments()).isNotEmpty();
        }
    }

    private static AgentProcess server(String options, String... jvmOptions) throws IOException {
        return JvmCommand.of(EchoServer.class)
                .jvm(jvmOptions)
                .agent(options)
                .start("127.0.0.1", FreePort.next(), "platform");
    }

    private static void cycle(AgentProcess server, int port, Path settings) throws Exception {
        server.startRecording("cycle", settings);
        Await.until(
                "programs are attached",
                Duration.ofSeconds(10),
                () -> KernelPrograms.links(server.pid()).size() > 15);
        talk(port);
        server.jcmd("JFR.stop", "name=cycle");
        KernelPrograms.awaitDetached(server.pid());
    }

    private static void talk(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        Echo.request(socket, 100);
        Echo.close(socket);
    }
}
