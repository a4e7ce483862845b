package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.diagnosis.Limits;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

class FindingsTests {
    private static final int PACKETS = 333_000;

    @Test
    void recordingIsLookedThroughOnce() throws Exception {
        IItemCollection items = Recordings.of(() -> Recordings.drop(1, "IP_RPFILTER"));
        Findings findings = Findings.of(items, Limits.USUAL);

        assertThat(findings.list()).hasSize(1);
        assertThat(Findings.of(items.apply(ItemFilters.all()), Limits.USUAL)).isSameAs(findings);
        assertThat(Findings.of(items, new Limits(1, 1, 1, 1, 1))).isNotSameAs(findings);
        assertThat(Findings.of(items.apply(ItemFilters.none()), Limits.USUAL).list()).isEmpty();
    }

    /** The limit for all rules; this takes some 2 s where nothing else runs. */
    @Test
    void millionEventsTakeSeconds() throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            Recordings.packets(1, PACKETS);
                            Recordings.drop(PACKETS + 1, "IP_RPFILTER");
                        });
        assertThat(items.apply(ItemFilters.typeMatches(EventNames.ALL)).hasItems()).isTrue();

        List<IRule> rules =
                RuleRegistry.getRules().stream()
                        .filter(rule -> rule.getId().startsWith("mytracer."))
                        .toList();
        long begin = System.nanoTime();
        Map<IRule, Future<IResult>> results =
                RulesToolkit.evaluateParallel(
                        rules, items, IPreferenceValueProvider.DEFAULT_VALUES, 0);
        int warnings = 0;
        for (Future<IResult> result : results.values()) {
            warnings += result.get().getSeverity() == Severity.WARNING ? 1 : 0;
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(warnings).isEqualTo(1);
        assertThat(taken).isLessThan(Duration.ofSeconds(10));
    }
}
