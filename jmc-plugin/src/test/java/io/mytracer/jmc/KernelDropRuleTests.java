package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.TracerStatus;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.Severity;

import java.util.List;

/** The share of dropped packets decides, the most common reason is named. */
class KernelDropRuleTests {
    private final KernelDropRule rule = new KernelDropRule();

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
        assertThat(result.score()).isZero();
        assertThat(result.summary()).isEqualTo("The kernel dropped none of the traced packets.");
    }

    @Test
    void drops() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.tracing(0, 0);
                                    Recordings.packets(1, 97);
                                    Recordings.drop(98, "SOCKET_RCVBUFF");
                                    Recordings.drop(99, "NETFILTER_DROP");
                                    Recordings.drop(100, "NETFILTER_DROP");
                                }));

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.score()).isBetween(75.0, 100.0);
        assertThat(result.number(KernelDropRule.DROPPED)).isEqualTo(3);
        assertThat(share(result)).isCloseTo(3, within(1e-9));
        assertThat(result.summary())
                .isEqualTo(
                        "Packets dropped by the kernel: 3, 3 % of those traced, most of them for"
                                + " the reason NETFILTER_DROP.");
        assertThat(result.explanation())
                .startsWith("NETFILTER_DROP: A firewall rule of this host")
                .endsWith("2 × NETFILTER_DROP,1 × SOCKET_RCVBUFF");
        assertThat(result.solution()).contains("nft list ruleset");
    }

    @Test
    void fewDropsAmongManyPackets() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.tracing(0, 0);
                                    Recordings.packets(1, 299);
                                    Recordings.drop(300, "TCP_OLD_DATA");
                                }));

        assertThat(result.severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void limitsAreTheUsers() throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            Recordings.packets(1, 97);
                            Recordings.drop(98, "NO_SOCKET");
                        });

        RuleResult result =
                RuleResult.of(
                        rule,
                        items,
                        new IPreferenceValueProvider() {
                            @Override
                            @SuppressWarnings("unchecked")
                            public <T> T getPreferenceValue(TypedPreference<T> preference) {
                                double percent =
                                        preference.equals(KernelDropRule.INFO_SHARE) ? 20 : 50;
                                return (T) UnitLookup.PERCENT.quantity(percent);
                            }
                        });

        assertThat(result.severity()).isEqualTo(Severity.OK);
        assertThat(result.number(KernelDropRule.DROPPED)).isEqualTo(1);
    }

    @Test
    void settingsWithoutHopsTakeTheTracersOwnCount() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.record(
                                List.of(KernelDrop.class, TracerStatus.class),
                                () -> {
                                    Recordings.tracing(1_000, 0);
                                    Recordings.drop(1, "NO_SOCKET");
                                    Recordings.tracing(1_020, 0);
                                    Recordings.tracing(30, 0); // it started anew
                                }));

        assertThat(share(result)).isCloseTo(2, within(1e-9));
    }

    @Test
    void shareUnknown() throws Exception {
        RuleResult result =
                RuleResult.of(rule, Recordings.of(() -> Recordings.drop(1, "NO_SOCKET")));

        assertThat(result.severity()).isEqualTo(Severity.INFO);
        assertThat(result.summary())
                .isEqualTo(
                        "Packets dropped by the kernel: 1, most of them for the reason NO_SOCKET.");
    }

    @Test
    void reasonThatTheKernelDoesNotTell() throws Exception {
        RuleResult result = RuleResult.of(rule, Recordings.of(() -> Recordings.drop(1, null)));

        assertThat(result.summary()).endsWith("for the reason NOT_SPECIFIED.");
        assertThat(result.explanation()).contains(DropReason.OTHER.meaning());
    }

    @Test
    void packetsAreCountedNotEvents() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.of(
                                () -> {
                                    Recordings.packets(1, 7);
                                    Recordings.drop(8, "NO_SOCKET");
                                    Recordings.drop(8, "NO_SOCKET"); // a copy of it
                                    Recordings.drop(0, "NO_SOCKET");
                                    Recordings.drop(0, "NO_SOCKET");
                                }));

        assertThat(result.number(KernelDropRule.DROPPED)).isEqualTo(3);
        assertThat(share(result)).isCloseTo(30, within(1e-9));
    }

    @Test
    void twoChunks() throws Exception {
        RuleResult result =
                RuleResult.of(
                        rule,
                        Recordings.chunks(
                                () -> Recordings.packets(1, 50),
                                () -> Recordings.packets(51, 100)));

        assertThat(result.severity()).isEqualTo(Severity.OK);
    }

    @Test
    void foreignRecording() throws Exception {
        RuleResult result = RuleResult.of(rule, Recordings.record(List.of(), () -> {}));

        assertThat(result.severity()).isEqualTo(Severity.NA);
        assertThat(result.summary()).contains("no event mytracer.KernelDrop");
    }

    @Test
    void nothingSeenIsNotNothingDropped() throws Exception {
        assertThat(
                        RuleResult.of(
                                        rule,
                                        Recordings.of(() -> Recordings.cannotTrace("no CAP_BPF")))
                                .severity())
                .isEqualTo(Severity.NA);
        assertThat(RuleResult.of(rule, Recordings.of(() -> {})).severity()).isEqualTo(Severity.NA);
    }

    private static double share(RuleResult result) {
        return result.result().getResult(KernelDropRule.SHARE).doubleValueIn(UnitLookup.PERCENT);
    }
}
