package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.report.html.JfrHtmlRulesReport;

import java.util.List;

/** JMC finds the rules and shows what they say. */
class RuleRegistrationTests {

    @Test
    void registryHasAllRules() {
        assertThat(ours())
                .extracting(IRule::getId)
                .containsExactlyInAnyOrderElementsOf(RuleResult.IDS);
        assertThat(ours())
                .allSatisfy(
                        rule -> {
                            assertThat(rule.getResults()).contains(TypedResult.SCORE);
                            assertThat(rule.getConfigurationAttributes()).isNotEmpty();
                        });
    }

    @Test
    void reportHasTheFindings() throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            Recordings.packets(1, 9);
                            Recordings.drop(10, "IP_RPFILTER");
                            Recordings.cannotTrace("needs <CAP_BPF>");
                        });

        assertThat(JfrHtmlRulesReport.createReport(items))
                .contains("Packets Dropped by the Kernel")
                .contains("<li>Reverse path filtering dropped packets of 192.0.2.2:8080. The")
                .contains("net.ipv4.conf.all.rp_filter")
                .contains("Packets Not Seen by the Tracer")
                .contains("needs &lt;CAP_BPF&gt;");
    }

    private static List<IRule> ours() {
        return RuleRegistry.getRules().stream()
                .filter(rule -> rule.getId().startsWith("mytracer."))
                .toList();
    }
}
