package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mytracer.events.TracerStatus;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.rules.Severity;

import java.util.List;

/** Whatever the tracer missed is told, with what not to trust because of it. */
class TracerLossRuleTests {
    private final TracerLossRule rule = new TracerLossRule();

    @Test
    void healthy() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.tracing(0, 0);
                                    Recordings.packets(1, 10);
                                }));

        assertThat(result.severity()).isEqualTo(Severity.OK);
        assertThat(result.summary()).isEqualTo("The tracer lost nothing.");
    }

    @Test
    void loss() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.tracing(0, 1_000);
                                    Recordings.loss(30, 0);
                                    Recordings.loss(20, 4);
                                    Recordings.tracing(0, 3_000);
                                }));

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.number(TracerLossRule.LOST)).isEqualTo(50);
        assertThat(
                        result.result()
                                .getResult(TracerLossRule.SHARE)
                                .doubleValueIn(UnitLookup.PERCENT))
                .isCloseTo(2.5, within(1e-9));
        assertThat(result.summary()).isEqualTo("Records that the tracer lost: 50, 2.5 % of all.");
        assertThat(result.explanation())
                .contains("50 " + LossKind.RING_FULL.meaning())
                .contains(LossKind.RING_FULL.consequence())
                .contains("4 " + LossKind.STACK_LOST.meaning());
        assertThat(result.solution()).contains("ring");
    }

    @Test
    void onlyStacksLost() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.tracing(0, 0);
                                    Recordings.loss(0, 3);
                                }));

        assertThat(result.severity()).isEqualTo(Severity.INFO);
        assertThat(result.summary())
                .isEqualTo("The tracer saw all packets, but not all about them.");
    }

    @Test
    void missingHops() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    TracerStatus status = new TracerStatus();
                                    status.state = "TRACING";
                                    status.missingHops = "ip6_rcv: not in this kernel";
                                    status.commit();
                                }));

        assertThat(result.severity()).isEqualTo(Severity.INFO);
        assertThat(result.explanation()).endsWith("ip6_rcv: not in this kernel");
    }

    @Test
    void cannotTrace() throws Exception {
        RuleResult result =
                RuleResult.of(rule, Recordings.of(() -> Recordings.cannotTrace("needs CAP_BPF")));

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.score()).isEqualTo(100);
        assertThat(result.summary()).isEqualTo("The tracer could not trace.");
        assertThat(result.explanation()).startsWith("It says: needs CAP_BPF.");
    }

    @Test
    void foreignRecording() throws Exception {
        RuleResult result = RuleResult.of(rule, Recordings.record(List.of(), () -> {}));

        assertThat(result.severity()).isEqualTo(Severity.NA);
    }
}
