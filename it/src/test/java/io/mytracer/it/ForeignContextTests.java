package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packets of a JVM that another CPU handles, on top of whatever runs there: they are the JVM's, and
 * not the doing of that thread.
 */
@NeedsBpf(tools = {"ip", "taskset"})
class ForeignContextTests {
    private static final int HERE = 0;
    private static final int THERE = 1;
    private static final String[] STAY_HERE = {"taskset", "--cpu-list", "" + HERE};

    @TempDir Path directory;

    @ParameterizedTest(name = "other CPU busy: {0}")
    @ValueSource(booleans = {false, true})
    void packetsSteeredToAnotherCpuAreOwn(boolean busy) throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("steered.jfr");
        Set<Long> threads;
        long foreigner = 0;
        try (VethPair cable = new VethPair();
                Spinner spinner = busy ? new Spinner(THERE) : null;
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .agent("start=sync,recording=" + file)
                                .startedBy(cable.far().inside())
                                .startedBy(STAY_HERE)
                                .start(VethPair.FAR, port, "platform");
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .startedBy(cable.near().inside())
                                .startedBy(STAY_HERE)
                                .start("platform", "caller")) {
            server.port();
            client.await("ready");
            cable.far().run("echo " + (1 << THERE) + " >/sys/class/net/vb/queues/rx-0/rps_cpus");
            client.tell("connect", VethPair.FAR, Integer.toString(port), "2");
            client.tell("request", "50");
            threads = threads(server.pid());
            client.tell("close");
            server.endTraced();
            if (spinner != null) {
                foreigner = spinner.pid();
            }
        }
        Recording recording = Recording.read(file);
        List<RecordedEvent> hops = recording.named("SkbHop");
        List<RecordedEvent> elsewhere =
                hops.stream().filter(hop -> hop.getInt("cpu") == THERE).toList();
        assertThat(elsewhere)
                .extracting(hop -> hop.getString("function"))
                .contains("netif_receive_skb", "sk_data_ready");
        assertThat(elsewhere)
                .as("acknowledgements are sent from there")
                .filteredOn(hop -> hop.getString("direction").equals("OUT"))
                .isNotEmpty();
        assertThat(elsewhere)
                .allSatisfy(
                        hop -> {
                            assertThat(hop.getLong("flow")).isNotZero();
                            assertThat(
                                            List.of(
                                                    hop.getInt("sourcePort"),
                                                    hop.getInt("destinationPort")))
                                    .contains(port);
                        });
        threads.add(0L);
        assertThat(threads).doesNotContain(foreigner == 0 ? -1 : foreigner);
        assertThat(hops)
                .extracting(hop -> hop.getLong("osThreadId"))
                .as("threads of the JVM, or none")
                .isSubsetOf(threads);
    }

    private static Set<Long> threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(task -> Long.valueOf(task.getFileName().toString()))
                    .collect(Collectors.toSet());
        }
    }

    /** A process that never leaves its CPU, and never lets it idle. */
    private static final class Spinner implements AutoCloseable {
        private final Process process;

        Spinner(int cpu) throws IOException {
            process =
                    new ProcessBuilder(
                                    "taskset",
                                    "--cpu-list",
                                    Integer.toString(cpu),
                                    "sh",
                                    "-c",
                                    "while :; do :; done")
                            .start();
        }

        long pid() {
            return process.pid();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
