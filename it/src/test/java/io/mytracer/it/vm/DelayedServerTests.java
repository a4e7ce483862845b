package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.KernelVersion;
import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.Recording;
import io.mytracer.it.Slowness;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.HttpApp;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server whose packets wait for 300 ms on their way out: the recording says where. */
@InGuest
@NeedsBpf
class DelayedServerTests {
    private static final Duration DELAY = Duration.ofMillis(300);

    /** The timer that lets a packet go may be late. */
    private static final Duration LATEST = DELAY.plus(Slowness.allow(Duration.ofMillis(20)));

    /** What netem rounds, to ticks of 64 ns. */
    private static final Duration EARLIEST = DELAY.minus(Duration.ofMillis(1));

    @TempDir static Path directory;

    /** The tracepoint is there from Linux 5.14 on; before, the way into the queue counts. */
    private static final boolean ENTERS_QUEUE_SEEN = KernelVersion.current().atLeast(5, 14);

    private static Recording recording;

    @BeforeAll
    static void record() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("delayed.jfr");
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(HttpApp.class)
                                .agent("start=sync,recording=" + file)
                                .startedBy(cable.far().inside())
                                .start(port)) {
            server.port();
            cable.far().run("tc qdisc add dev vb root netem delay " + DELAY.toMillis() + "ms");
            String seconds =
                    cable.near()
                            .run(
                                    "curl --silent --show-error --output /dev/null --write-out"
                                            + " %{time_total} http://"
                                            + VethPair.FAR
                                            + ":"
                                            + port
                                            + "/");
            assertThat(Double.parseDouble(seconds))
                    .as("SYN,ACK and answer are delayed")
                    .isGreaterThan(2 * DELAY.toMillis() / 1e3);
            // The last of the server's packets has then arrived, too.
            Await.until(
                    "the connection is over",
                    Duration.ofSeconds(10),
                    () -> cable.near().run("ss --no-header --tcp --numeric").isBlank());
            server.endTraced();
        }
        recording = Recording.read(file);
    }

    @Test
    void timePassesBetweenEnqueueAndDequeue() {
        List<List<RecordedEvent>> sent = recording.packetsWith("OUT").toList();
        assertThat(sent).hasSizeGreaterThan(3);
        assertThat(sent)
                .allSatisfy(
                        hops -> {
                            String enters = ENTERS_QUEUE_SEEN ? "qdisc_enqueue" : "net_dev_queue";
                            assertThat(between(hops, enters, "qdisc_dequeue"))
                                    .isBetween(EARLIEST, LATEST);
                            assertThat(between(hops, "__dev_queue_xmit", enters))
                                    .isLessThan(DELAY.dividedBy(2));
                            assertThat(between(hops, "qdisc_dequeue", "net_dev_start_xmit"))
                                    .isLessThan(DELAY.dividedBy(2));
                        });
    }

    @Test
    void pathNamesTheQueueAsTheSlowestStage() {
        String stage = ENTERS_QUEUE_SEEN ? "QDISC" : "QUEUE";
        assertThat(recording.named("PacketPath"))
                .filteredOn(path -> path.getString("direction").equals("OUT"))
                .hasSizeGreaterThan(3)
                .allSatisfy(
                        path -> {
                            assertThat(path.getString("slowestStage")).isEqualTo(stage);
                            assertThat(path.getDuration("slowestStageTime"))
                                    .isBetween(EARLIEST, LATEST);
                        });
    }

    @Test
    void whatTheClientSendsIsNotDelayed() {
        assertThat(recording.named("PacketPath"))
                .filteredOn(path -> path.getString("direction").equals("IN"))
                .hasSizeGreaterThan(2)
                .noneSatisfy(
                        path -> assertThat(path.getString("slowestStage")).isIn("QDISC", "QUEUE"));
    }

    private static Duration between(List<RecordedEvent> hops, String from, String to) {
        assertThat(Recording.functions(hops)).containsSubsequence(from, to);
        return Duration.between(Recording.at(hops, from), Recording.at(hops, to));
    }
}
