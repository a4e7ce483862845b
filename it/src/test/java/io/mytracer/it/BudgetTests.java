package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.HelloService;
import io.mytracer.it.apps.HttpClients;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What may stay on in production, with no traffic and then with as much as there can be. */
@NeedsBpf
class BudgetTests {
    private static final int LOAD_MILLIS = 6000;
    private static final int CLIENTS = 8;

    @TempDir static Path directory;

    private static Recording recording;
    private static long requests;

    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("continuous.jfr");
        try (AgentProcess service =
                        JvmCommand.of(HelloService.class)
                                .agent("start=sync,settings=continuous,recording=" + file)
                                .start();
                AgentProcess clients = JvmCommand.of(HttpClients.class).start()) {
            int port = service.port();
            clients.await("ready");
            Thread.sleep(1000);
            String answer =
                    clients.tell(
                            Integer.toString(port),
                            Integer.toString(CLIENTS),
                            Integer.toString(LOAD_MILLIS),
                            "0");
            requests = Long.parseLong(answer.split(" ")[0]);
            service.endTraced();
        }
        recording = Recording.read(file);
    }

    /** The budget is 1 % of two CPUs; what has not been used when the load begins comes on top. */
    @Test
    void theBudgetIsKept() {
        RecordedEvent status = recording.lastStatus();
        assertThat(status.getFloat("budget")).isEqualTo(0.01f);
        assertThat(status.getFloat("cost")).isBetween(0.0005f, 0.03f);
        assertThat(status.getDuration("interval")).isGreaterThan(Duration.ofMillis(LOAD_MILLIS));
    }

    @Test
    void packetsAreSampled() {
        RecordedEvent status = recording.lastStatus();
        assertThat(status.getFloat("duty")).isBetween(0.001f, 0.9f);
        assertThat(status.getLong("packets")).isBetween(100L, requests);
        assertThat(recording.named("SkbHop")).isEmpty();
        assertThat(recording.named("PacketPath")).isEmpty();
    }

    /** Rates come out right: what was seen, by the share of time in which it was. */
    @Test
    void countsBecomeRatesByTheTimeThatPacketsWereFollowed() {
        List<RecordedEvent> in =
                latencies("IN").filter(e -> e.getString("stage").equals("GRO")).toList();
        long packets = in.stream().mapToLong(e -> e.getInt("packets")).sum();
        double followed = in.stream().mapToLong(e -> e.getDuration("followed").toNanos()).sum();
        double perSecond = packets / (followed / 1e9);
        // Without traffic all is followed; under load while it is followed it is slower.
        assertThat(perSecond).isBetween(0.01 * requests, 3e3 * requests / LOAD_MILLIS);
    }

    @Test
    void timesOfStagesAreCounted() {
        assertThat(latencies("IN"))
                .extracting(e -> e.getString("stage") + " " + e.getString("nextStage"))
                .contains("GRO RECEIVE", "RECEIVE SOCKET");
        assertThat(latencies("OUT"))
                .extracting(e -> e.getString("stage") + " " + e.getString("nextStage"))
                .contains("QUEUE TRANSMIT");
        assertThat(recording.named("HopLatency"))
                .allSatisfy(
                        e -> {
                            assertThat(e.getString("protocol")).isEqualTo("TCP");
                            assertThat(e.getInt("packets")).isPositive();
                            assertThat(e.getDuration("p50"))
                                    .isPositive()
                                    .isLessThanOrEqualTo(e.getDuration("p99"));
                            assertThat(e.getDuration("p99"))
                                    .isLessThanOrEqualTo(e.getDuration("max"));
                            assertThat(histogram(e)).isEqualTo(e.getInt("packets"));
                        });
    }

    @Test
    void nothingIsLost() {
        assertThat(recording.named("TracerLoss")).isEmpty();
    }

    private static Stream<RecordedEvent> latencies(String direction) {
        return recording.named("HopLatency").stream()
                .filter(e -> e.getString("direction").equals(direction));
    }

    private static long histogram(RecordedEvent event) {
        return Stream.of(event.getString("histogram").split(","))
                .mapToLong(part -> Long.parseLong(part.substring(part.indexOf(':') + 1)))
                .sum();
    }
}
