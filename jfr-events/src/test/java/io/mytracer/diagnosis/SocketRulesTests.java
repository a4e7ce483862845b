package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Seen.MILLI;
import static io.mytracer.diagnosis.Seen.SECOND;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** What waits at sockets and in send queues, and calls that fail. */
class SocketRulesTests {
    @ParameterizedTest
    @CsvSource({"2, 2, false", "3, 2, true", "0, 50, false"})
    void acceptQueueIsFullAboveItsLimit(long backlog, long limit, boolean full) {
        Seen listener =
                Seen.socket("SocketQueue")
                        .with("state", "LISTEN")
                        .with("backlog", backlog)
                        .with("backlogLimit", limit);
        assertThat(rules(listener).contains("accept-queue-full")).isEqualTo(full);
    }

    @Test
    void slowReaderHasItsStack() {
        Seen unread =
                queue().with("stalled", true)
                        .with("receiveQueue", 5L)
                        .with("oldestUnread", 2 * SECOND)
                        .with("javaStack", "com.example.Job.work(Job.java:7)")
                        .by("reader");
        assertThat(findings(List.of(unread)))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.rule()).isEqualTo("slow-reader");
                            assertThat(finding.title()).endsWith("for up to 2.0 s");
                            assertThat(finding.evidence())
                                    .contains(
                                            "Java thread reader",
                                            "at com.example.Job.work(Job.java:7)");
                        });
        assertThat(rules(unread.with("stalled", false))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CLOSE_WAIT, 31, false", "CLOSE_WAIT, 64, true", "ESTABLISHED, 31, true"})
    void farewellOfTlsIsNotWaitedFor(String state, long bytes, boolean found) {
        Seen unread =
                queue().with("stalled", true)
                        .with("state", state)
                        .with("receiveQueue", bytes)
                        .with("oldestUnread", SECOND);
        assertThat(rules(unread).contains("slow-reader")).isEqualTo(found);
    }

    @Test
    void dataWithoutATimeIsNotOld() {
        Seen unread =
                queue().with("stalled", true)
                        .with("receiveQueue", 5L)
                        .with("oldestUnread", Long.MIN_VALUE)
                        .with("sendWindow", 1L);
        assertThat(rules(unread)).isEmpty();
    }

    @Test
    void peerWithoutRoomDoesNotRead() {
        Seen full =
                queue().with("stalled", true)
                        .with("sendQueue", 100L)
                        .with("cause", "the other end has had no room for 1.5 s: its application");
        assertThat(findings(List.of(full)).getFirst().title()).endsWith("for up to 1.5 s");
        assertThat(rules(full.with("sendWindow", 1L))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 100000, 3, true",
        "1000, 99999, 3, false",
        "20000, 150000, 3, false",
        "1000, 100000, 2, false"
    })
    void roundTripsThatGrowAreBufferbloat(long shortest, long longest, int times, boolean found) {
        List<Seen> events = new ArrayList<>(List.of(rtt(shortest)));
        for (int i = 0; i < times; i++) {
            events.add(rtt(longest));
        }
        assertThat(rules(events).contains("bufferbloat")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 20, true",
        "2, 0, 20, false",
        "3, 0, 19, false",
        "3, 298, 20, false",
        "3, 297, 20, true"
    })
    void sendQueueIsSlowForAShareOfPackets(int slow, int fast, long millis, boolean found) {
        List<Seen> events = new ArrayList<>();
        for (int i = 0; i < slow + fast; i++) {
            events.add(
                    Seen.sent("SkbHop")
                            .with("function", "qdisc_enqueue")
                            .with("device", "eth0")
                            .lasting(i < slow ? millis * MILLI : 1000));
        }
        assertThat(rules(events).contains("qdisc-delay")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "SocketState, java.net.ConnectException: Connection refused, connection-refused",
        "SocketState, java.net.ConnectException: Connection timed out, connect-timeout",
        "SocketState, java.net.SocketTimeoutException: Connect timed out, connect-timeout",
        "SocketState, java.net.BindException: Cannot assign requested address, ports-exhausted",
        "SocketState, java.net.BindException: Address already in use, address-in-use",
        "SocketState, java.net.NoRouteToHostException: No route to host, unreachable",
        "SocketState, java.net.ConnectException: Network is unreachable, unreachable",
        "SocketIo, java.net.PortUnreachableException, udp-refused",
        "SocketIo, java.net.SocketException: Message too long, mtu",
        "SocketIo, java.io.IOException: Operation not permitted, not-permitted",
        "SocketIo, java.net.SocketException: Connection timed out, connection-timeout",
        "SocketIo, java.net.SocketException: Connection reset, broken-connection",
        "SocketIo, java.io.IOException: Broken pipe, broken-connection"
    })
    void failedCallTellsByItsException(String type, String error, String rule) {
        assertThat(rules(Seen.socket(type).with("error", error))).containsExactly(rule);
    }

    @Test
    void connectionThatIsGivenUpIsATimeoutWhereItHadTime() {
        Seen closed = Seen.socket("SocketState").with("error", "closed before it was connected");

        assertThat(rules(closed.lasting(20_000_000))).isEmpty();
        assertThat(rules(closed.lasting(3_000_000_000L))).containsExactly("connect-timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.SocketTimeoutException: Read timed out",
                "java.net.SocketException: Socket closed",
                "java.nio.channels.AsynchronousCloseException"
            })
    void whatTheApplicationAskedForIsNoTrouble(String error) {
        assertThat(rules(Seen.socket("SocketIo").with("error", error))).isEmpty();
    }

    private static Seen queue() {
        return Seen.socket("SocketQueue").with("state", "ESTABLISHED");
    }

    private static Seen rtt(long micros) {
        return queue().with("flow", 5L)
                .with("rtt", micros * 1000)
                .with("unacked", 3L)
                .with("sendWindow", 1000L);
    }
}
