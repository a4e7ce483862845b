package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Diagnosed.rulesOf;
import static io.mytracer.diagnosis.Diagnosed.shuffled;
import static io.mytracer.diagnosis.Seen.MILLI;
import static io.mytracer.diagnosis.Seen.SECOND;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Retransmissions, Nagle's algorithm, and handshakes without an answer. */
class StreamRulesTests {
    @ParameterizedTest
    @CsvSource({
        "SYN, syn-retry, 2",
        "SYNACK, syn-ack-retry, 3",
        "TIMEOUT, retransmit-timeout, 2",
        "FAST, fast-retransmit, 20",
        "PROBE, loss-probe, 50"
    })
    void fewRetransmissionsAreNormal(String kind, String rule, int least) {
        assertThat(rulesOf(least - 1, () -> again(kind))).isEmpty();
        assertThat(rulesOf(least, () -> again(kind))).containsExactly(rule);
    }

    @Test
    void lossOfAShareOfAllIsAWarning() {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(again("FAST").at(i));
        }
        for (int i = 0; i < 2000; i++) {
            events.add(path("OUT", "ACK").at(i));
        }
        assertThat(findings(events))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.rule()).isEqualTo("retransmit-share");
                            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                            assertThat(finding.evidence())
                                    .contains(
                                            "1.0 % of 2,000 packets that were sent were sent"
                                                    + " again");
                        });
        events.add(path("OUT", "ACK").at(2000));
        assertThat(rules(events)).containsExactly("fast-retransmit");
        Limits loose = new Limits(0.005, SECOND, SECOND, SECOND, SECOND);
        assertThat(findings(events, loose))
                .extracting(Finding::rule)
                .containsExactly("retransmit-share");
    }

    /** Retransmits are always told, packets only while they are followed. */
    @Test
    void shareIsOfAllPacketsWhereSomeWereFollowed() {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(again("FAST").at(i));
        }
        for (int i = 0; i < 200; i++) {
            events.add(path("OUT", "ACK").at(i));
        }
        for (long part : new long[] {100 * MILLI, 300 * MILLI}) {
            events.add(
                    Seen.event("TracerStatus")
                            .with("state", "TRACING")
                            .with("interval", 2 * SECOND)
                            .with("followed", part));
        }
        assertThat(findings(events).getFirst().evidence())
                .contains("1.0 % of 2,000 packets that were sent were sent again");
    }

    @Test
    void timeoutsTellTheirShareOfTheReads() {
        List<Seen> events = new ArrayList<>();
        events.add(again("TIMEOUT").with("flow", 5L));
        events.add(again("TIMEOUT").with("flow", 5L).at(SECOND));
        events.add(read(5, 800 * MILLI));
        events.add(read(6, 100 * SECOND));
        assertThat(findings(events).getFirst().evidence())
                .contains(
                        "the timer ran for at least 400 ms in all, 50 % of the 800 ms that Java"
                                + " waited in reads on these connections");
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 200})
    void writeThatWaitsForADelayedAckIsNagles(long delay) {
        List<Seen> exchanges = exchanges(5, delay * MILLI, MILLI / 2);
        assertThat(rules(exchanges)).containsExactly("nagle-delayed-ack");
        assertThat(rules(shuffled(exchanges, 1))).containsExactly("nagle-delayed-ack");
        assertThat(findings(exchanges).getFirst().title()).contains(delay + " ms");
    }

    @ParameterizedTest
    @CsvSource({"4, 40, 0", "5, 20, 0", "5, 300, 0", "5, 40, 5"})
    void otherWaitsAreNot(int times, long delay, long later) {
        assertThat(rules(exchanges(times, delay * MILLI, later * MILLI))).isEmpty();
    }

    @Test
    void serverThatThinksWhileTheAckIsDelayedIsHealthy() {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long time = i * SECOND;
            events.add(path("OUT", "PSH,ACK").at(time));
            events.add(path("IN", "ACK").at(time + 40 * MILLI));
            events.add(path("IN", "PSH,ACK").at(time + 60 * MILLI));
            events.add(path("OUT", "PSH,ACK").at(time + 60 * MILLI + MILLI / 2));
        }
        assertThat(rules(events)).isEmpty();
    }

    @Test
    void synThatIsRepeatedWithoutAnAnswerMeetsAFullBacklog() {
        Seen first = path("IN", "SYN");
        Seen second = path("IN", "SYN").at(SECOND);
        assertThat(rules(first)).isEmpty();
        assertThat(rules(first, second)).containsExactly("syn-backlog");
        assertThat(rules(path("OUT", "SYN,ACK").at(SECOND), first, second)).isEmpty();
        assertThat(rules(path("OUT", "RST,ACK").at(SECOND), first, second)).isEmpty();
    }

    private static Seen again(String kind) {
        return Seen.sent("TcpRetransmit").with("kind", kind);
    }

    private static Seen read(long flow, long nanos) {
        return Seen.socket("SocketIo").with("operation", "read").with("flow", flow).lasting(nanos);
    }

    private static Seen path(String direction, String flags) {
        Seen path = direction.equals("IN") ? Seen.received("PacketPath") : Seen.sent("PacketPath");
        return path.with("tcpFlags", flags);
    }

    /** Messages in two writes: the second one goes out when the first is acknowledged. */
    private static List<Seen> exchanges(int times, long delay, long later) {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long time = i * SECOND;
            events.add(path("OUT", "PSH,ACK").at(time));
            events.add(path("IN", "ACK").at(time + delay));
            events.add(path("OUT", "PSH,ACK").at(time + delay + later));
            events.add(path("IN", "PSH,ACK").at(time + delay + later + MILLI));
        }
        return events;
    }
}
