package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.flightrecorder.rules.Severity;

import java.util.List;

/** The number of resets decides, the most common cause is named. */
class TcpResetRuleTests {
    private static final String UNREAD =
            "The application closed the socket with received data unread.";
    private static final String PEER = "The peer reset the connection.";

    private final TcpResetRule rule = new TcpResetRule();

    @Test
    void healthy() throws Exception {
        RuleResult result = RuleResult.of(rule, Recordings.of(() -> Recordings.packets(1, 10)));

        assertThat(result.severity()).isEqualTo(Severity.OK);
        assertThat(result.summary()).isEqualTo("No TCP connection was reset.");
    }

    @Test
    void manyResets() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    for (int i = 0; i < 12; i++) {
                                        Recordings.reset(i, true, UNREAD);
                                    }
                                    Recordings.reset(12, false, PEER);
                                }));

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.number(TcpResetRule.SENT)).isEqualTo(12);
        assertThat(result.number(TcpResetRule.RECEIVED)).isEqualTo(1);
        assertThat(result.summary())
                .isEqualTo(
                        "TCP resets sent: 12, received: 1; the most common cause: sent: " + UNREAD);
        assertThat(result.explanation())
                .endsWith("12 × sent: " + UNREAD + ",1 × received: " + PEER);
        assertThat(result.solution()).contains("before close()").contains("look at the peer");
    }

    @Test
    void fewResets() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.reset(1, false, PEER);
                                    Recordings.reset(2, false, null);
                                    Recordings.reset(3, false, null);
                                }));

        assertThat(result.severity()).isEqualTo(Severity.INFO);
        assertThat(result.summary()).endsWith("received: The kernel tells no cause.");
        assertThat(result.solution()).doesNotContain("close()");
    }

    @Test
    void foreignRecording() throws Exception {
        RuleResult result = RuleResult.of(rule, Recordings.record(List.of(), () -> {}));

        assertThat(result.severity()).isEqualTo(Severity.NA);
    }
}
