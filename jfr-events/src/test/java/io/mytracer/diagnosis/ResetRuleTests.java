package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Diagnosed.rulesOf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ResetRuleTests {
    @ParameterizedTest
    @CsvSource({
        "TCP_ABORT_ON_CLOSE, unread-close",
        "TCP_ABORT_ON_LINGER, linger-reset",
        "TCP_ABORT_ON_DATA, data-after-close",
        "TCP_TIMEWAIT_SOCKET, data-after-close",
        "TCP_ABORT_ON_MEMORY, tcp-memory",
        "TCP_KEEPALIVE_TIMEOUT, keepalive-timeout",
        "TCP_STATE, killed"
    })
    void sentResetHasItsCause(String reason, String rule) {
        assertThat(rules(sent(reason))).containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "ESTABLISHED, peer-reset",
        "CLOSE_WAIT, peer-reset",
        "SYN_SENT, connection-refused"
    })
    void receivedResetIsJudgedByTheState(String state, String rule) {
        assertThat(rules(received(state))).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN_WAIT1", "FIN_WAIT2", "LAST_ACK", "CLOSING"})
    void resetOfWhatIsClosedIsNoTrouble(String state) {
        assertThat(rulesOf(1000, () -> received(state))).isEmpty();
    }

    @Test
    void peerThatNeverClosesIsNoTrouble() {
        assertThat(
                        rules(
                                sent("TCP_STATE")
                                        .with("cause", "The application had closed the socket …")))
                .isEmpty();
    }

    @Test
    void healthChecksBreakHandshakesOff() {
        assertThat(rulesOf(19, () -> received("SYN_RECV"))).isEmpty();
        assertThat(rulesOf(20, () -> received("SYN_RECV"))).containsExactly("peer-gave-up");
    }

    @Test
    void closingStackIsEvidence() {
        Seen reset =
                sent("TCP_ABORT_ON_CLOSE")
                        .by("worker-1")
                        .with(
                                "javaStack",
                                "java.base/sun.nio.ch.NioSocketImpl.close(NioSocketImpl.java:1)\n"
                                        + "com.example.Api.refuse(Api.java:42)");
        assertThat(findings(List.of(reset)))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.title()).contains("192.0.2.7:8080");
                            assertThat(finding.evidence())
                                    .contains(
                                            "Java thread worker-1",
                                            "at com.example.Api.refuse(Api.java:42)")
                                    .noneMatch(line -> line.contains("NioSocketImpl"));
                        });
    }

    @Test
    void fullAcceptQueueHasTheReasonOfABadSyn() {
        assertThat(rules(sent("INVALID_SYN").with("tcpFlags", "PSH,ACK")))
                .containsExactly("accept-queue-full");
        assertThat(rules(sent("INVALID_SYN").with("tcpFlags", "SYN"))).isEmpty();
    }

    @Test
    void closedListenerIsToldByTheCause() {
        Seen reset =
                sent("TCP_STATE")
                        .with("cause", "The listening socket was closed before the application …");
        assertThat(rules(reset)).containsExactly("listener-closed");
    }

    /** The event has the addresses of the packet that is answered. */
    @Test
    void resetThatAnswersNamesTheServer() {
        Seen answer =
                Seen.received("TcpReset")
                        .with("sent", true)
                        .with("reason", "NO_SOCKET")
                        .with("tcpFlags", "SYN");
        assertThat(findings(List.of(answer)).getFirst().title())
                .isEqualTo("Nobody listens on 192.0.2.7:8080");
    }

    private static Seen sent(String reason) {
        return Seen.sent("TcpReset").with("sent", true).with("reason", reason);
    }

    private static Seen received(String state) {
        return Seen.received("TcpReset").with("sent", false).with("state", state);
    }
}
