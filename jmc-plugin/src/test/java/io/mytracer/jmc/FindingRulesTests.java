package io.mytracer.jmc;

import static io.mytracer.jmc.Recordings.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.SkbHop;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.Severity;

import java.util.List;
import java.util.stream.Stream;

/** Each rule finds what is in its area, and only that. */
class FindingRulesTests {
    private static final List<IRule> RULES =
            List.of(
                    new TracerRule(),
                    new PacketDropRule(),
                    new FirewallRule(),
                    new ConnectionResetRule(),
                    new RetransmissionRule(),
                    new QueueDelayRule(),
                    new SlowReaderRule(),
                    new AcceptQueueRule(),
                    new ConnectRule());

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        TracerRule.class,
                        () -> Recordings.loss(50, 0),
                        Severity.INFO,
                        "The tracer missed events: 50 records, its ring buffer was full."),
                fault(
                        PacketDropRule.class,
                        () -> Recordings.drop(1, "IP_RPFILTER"),
                        Severity.WARNING,
                        "Reverse path filtering dropped packets of 192.0.2.2:8080."),
                fault(
                        FirewallRule.class,
                        FindingRulesTests::verdict,
                        Severity.WARNING,
                        "A firewall rule of this host stops packets of 192.0.2.2:8080: family inet"
                                + " table filter chain input handle 7 at INPUT."),
                fault(
                        ConnectionResetRule.class,
                        () -> Recordings.reset(1, false, "The peer reset the connection"),
                        Severity.WARNING,
                        "The peer reset connections of 192.0.2.2:8080."),
                fault(
                        RetransmissionRule.class,
                        () -> retransmits(20, "FAST"),
                        Severity.INFO,
                        "Packets of 192.0.2.2:8080 were lost and sent again at once, 20 times."),
                fault(
                        QueueDelayRule.class,
                        () -> queued(3),
                        Severity.WARNING,
                        "Packets of 192.0.2.2:8080 waited in the send queue of eth0, for up to "),
                fault(
                        SlowReaderRule.class,
                        () -> unread(2_000_000_000),
                        Severity.WARNING,
                        "Java did not read what had come for 192.0.2.2:8080, for up to 2.0 s."),
                fault(
                        AcceptQueueRule.class,
                        () -> Recordings.drop(1, "TCP_LISTEN_OVERFLOW"),
                        Severity.WARNING,
                        "The accept queue of 192.0.2.2:8080 was full."),
                fault(
                        ConnectRule.class,
                        FindingRulesTests::refused,
                        Severity.WARNING,
                        "192.0.2.2:8080 refused connections."));
    }

    private static Arguments fault(
            Class<? extends IRule> rule, Recordings.Body body, Severity severity, String summary) {
        return arguments(rule, body, severity, summary);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultIsFoundByOneRule(
            Class<? extends IRule> rule, Recordings.Body body, Severity severity, String summary)
            throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            body.run();
                        });

        for (IRule each : RULES) {
            RuleResult result = RuleResult.of(each, items);
            if (rule.isInstance(each)) {
                assertThat(result.severity()).as(result.summary()).isEqualTo(severity);
                assertThat(result.summary()).startsWith(summary);
                assertThat(result.explanation()).contains("Seen ");
                assertThat(result.solution()).isNotBlank();
                assertThat(result.score()).isBetween(25.0, 100.0);
            } else {
                assertThat(result.severity()).as(each.getId()).isEqualTo(Severity.OK);
            }
        }
    }

    @Test
    void healthyRecordingIsSaidToBeSo() throws Exception {
        IItemCollection items =
                Recordings.chunks(
                        () -> Recordings.packets(1, 50),
                        () -> {
                            Recordings.tracing(0, 0);
                            Recordings.packets(51, 100);
                        });
        for (IRule rule : RULES) {
            RuleResult result = RuleResult.of(rule, items);
            assertThat(result.severity()).as(rule.getId()).isEqualTo(Severity.OK);
            assertThat(result.score()).isZero();
        }
    }

    @Test
    void foreignRecordingIsNotSaidToBeHealthy() throws Exception {
        IItemCollection items = Recordings.record(List.of(), () -> {});
        for (IRule rule : RULES) {
            RuleResult result = RuleResult.of(rule, items);
            assertThat(result.severity()).as(rule.getId()).isEqualTo(Severity.NA);
            assertThat(result.summary()).contains("no event mytracer.");
        }
    }

    @Test
    void whereNobodyTracedNothingIsSaid() throws Exception {
        IItemCollection items = Recordings.of(() -> Recordings.cannotTrace("needs CAP_BPF"));
        for (IRule rule : RULES) {
            RuleResult result = RuleResult.of(rule, items);
            if (rule instanceof TracerRule) {
                assertThat(result.severity()).isEqualTo(Severity.WARNING);
                assertThat(result.summary())
                        .isEqualTo("The tracer could not see the kernel: needs CAP_BPF.");
            } else {
                assertThat(result.severity()).as(rule.getId()).isEqualTo(Severity.NA);
                assertThat(result.summary()).contains("could not trace");
            }
        }
        for (IRule rule : RULES) {
            assertThat(RuleResult.of(rule, Recordings.of(() -> {})).summary())
                    .contains("did not trace");
        }
    }

    @Test
    void worstIsFirstAndAllAreShown() throws Exception {
        RuleResult result =
                RuleResult.of(
                        new PacketDropRule(),
                        Recordings.of(
                                () -> {
                                    Recordings.drop(1, "TCP_CSUM");
                                    for (int packet = 2; packet < 9; packet++) {
                                        Recordings.drop(packet, "QDISC_DROP");
                                    }
                                }));
        assertThat(result.summary()).startsWith("The send queue of lo dropped").endsWith("1 more.");
        assertThat(result.number(FindingRule.COUNT)).isEqualTo(2);
        assertThat(result.explanation()).contains("wrong checksums (TCP_CSUM)", "7 times");
        assertThat(result.solution()).contains("tc -s qdisc", "ethtool -S");
    }

    @Test
    void rareThingsAreNoWarningIfTheUserSaysSo() throws Exception {
        IItemCollection items = Recordings.of(() -> Recordings.drop(1, "TCP_CSUM"));
        RuleResult result =
                RuleResult.of(
                        new PacketDropRule(),
                        items,
                        with("mytracer.least", UnitLookup.NUMBER_UNITY.quantity(2)));
        assertThat(result.severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void limitsOfTheFindingsAreTheUsers() throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            queued(3);
                        });
        IPreferenceValueProvider patient =
                with("mytracer.limit.sendQueue", UnitLookup.SECOND.quantity(5));
        QueueDelayRule rule = new QueueDelayRule();
        assertThat(RuleResult.of(rule, items).severity()).isEqualTo(Severity.WARNING);
        assertThat(RuleResult.of(rule, items, patient).severity()).isEqualTo(Severity.OK);
        assertThat(RuleResult.of(rule, items).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whatTheKernelHidesIsTold() throws Exception {
        RuleResult result =
                RuleResult.of(
                        new TracerRule(),
                        Recordings.of(
                                () -> Recordings.status("TRACING", "ip6_rcv: not in this kernel")));
        assertThat(result.severity()).isEqualTo(Severity.OK);
        assertThat(result.explanation()).endsWith("ip6_rcv: not in this kernel");
    }

    @Test
    void textsOfARecordingAreNoMarkup() throws Exception {
        RuleResult result =
                RuleResult.of(
                        new ConnectRule(),
                        Recordings.of(
                                () -> {
                                    Thread thread = new Thread(FindingRulesTests::refused);
                                    thread.setName("[a](http://b) c\\d\n{x}");
                                    thread.start();
                                    thread.join();
                                }));
        assertThat(result.explanation()).contains("Java thread [a] (http://b) c/d {x}");
    }

    private static IPreferenceValueProvider with(String id, Object value) {
        return new IPreferenceValueProvider() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T getPreferenceValue(TypedPreference<T> preference) {
                return preference.getIdentifier().equals(id)
                        ? (T) value
                        : preference.getDefaultValue();
            }
        };
    }

    private static void verdict() {
        NetfilterVerdict verdict = new NetfilterVerdict();
        fill(verdict, 1);
        verdict.family = "inet";
        verdict.table = "filter";
        verdict.chain = "input";
        verdict.hook = "INPUT";
        verdict.rule = "handle 7";
        verdict.verdict = "DROP";
        verdict.commit();
    }

    private static void retransmits(int times, String kind) {
        for (int packet = 1; packet <= times; packet++) {
            TcpRetransmit again = new TcpRetransmit();
            fill(again, packet);
            // As the server sends it.
            again.sourceAddress = "192.0.2.2";
            again.sourcePort = 8080;
            again.destinationAddress = "192.0.2.1";
            again.destinationPort = 40_000;
            again.kind = kind;
            again.commit();
        }
    }

    /** Longer than the limit each. */
    private static void queued(int times) throws InterruptedException {
        for (int packet = 1; packet <= times; packet++) {
            SkbHop hop = new SkbHop();
            hop.begin();
            Thread.sleep(25);
            fill(hop, packet);
            hop.device = "eth0";
            hop.stage = "QDISC";
            hop.function = "qdisc_enqueue";
            hop.commit();
        }
    }

    private static void unread(long age) {
        SocketQueue queue = new SocketQueue();
        queue.protocol = "TCP";
        queue.localAddress = "192.0.2.2";
        queue.localPort = 8080;
        queue.remoteAddress = "192.0.2.1";
        queue.remotePort = 40_000;
        queue.state = "ESTABLISHED";
        queue.stalled = true;
        queue.oldestUnread = age;
        queue.receiveQueue = 1_000;
        queue.sendWindow = 1;
        queue.commit();
    }

    private static void refused() {
        TcpReset reset = new TcpReset();
        fill(reset, 1);
        reset.sent = false;
        reset.state = "SYN_SENT";
        reset.commit();
    }
}
