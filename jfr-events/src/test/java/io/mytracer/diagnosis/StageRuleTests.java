package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Seen.MILLI;
import static io.mytracer.diagnosis.Seen.SECOND;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

class StageRuleTests {
    @Test
    void stageThatOftenTakesLongIsNamed() {
        List<Seen> events = hops("RECEIVE", "netif_receive_skb", 20, 20 * MILLI);
        events.addAll(hops("RECEIVE", "netif_receive_skb", 1980, MILLI));
        events.addAll(hops("IP", "ip_rcv", 5000, MILLI));
        assertThat(findings(events))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.rule()).isEqualTo("slow-stage");
                            assertThat(finding.area()).isEqualTo(Area.QUEUES);
                            assertThat(finding.title()).contains("stage RECEIVE", "20 ms");
                            assertThat(finding.count()).isEqualTo(20);
                            assertThat(finding.packetId()).isPositive();
                        });
        events.addAll(hops("RECEIVE", "netif_receive_skb", 1, MILLI));
        assertThat(rules(events)).as("less than a hundredth").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RECEIVE, netif_receive_skb, 19",
        "SOCKET, sk_data_ready, 100",
        "QDISC, qdisc_enqueue, 2"
    })
    void fewOrOtherQueuesAreNot(String stage, String function, int times) {
        assertThat(rules(hops(stage, function, times, SECOND))).isEmpty();
    }

    @Test
    void limitIsTheCallers() {
        List<Seen> events = hops("IP", "ip_rcv", 20, 6 * MILLI);
        assertThat(rules(events)).isEmpty();
        Limits strict = new Limits(1, 5 * MILLI, SECOND, SECOND, SECOND);
        assertThat(findings(events, strict))
                .extracting(Finding::rule)
                .containsExactly("slow-stage");
    }

    private static List<Seen> hops(String stage, String function, int times, long nanos) {
        List<Seen> hops = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            hops.add(
                    Seen.received("SkbHop")
                            .with("packetId", i + 1L)
                            .with("stage", stage)
                            .with("function", function)
                            .at(i * MILLI)
                            .lasting(nanos));
        }
        return hops;
    }
}
