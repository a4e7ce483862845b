package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.Aggregators;

import java.util.Map;
import java.util.stream.Collectors;

class DetailsTests {
    private static Trace trace;

    @BeforeAll
    static void record() throws Exception {
        trace =
                TraceReader.read(
                        Script.record(
                                script -> {
                                    write(7, 5_000, 5_099);
                                    write(7, 0xFFFF_FFF0L, 0x10);
                                    script.withSeq(5_040).hop(1, "TCP", "tcp_v4_rcv", 1_000, 1_000);
                                    script.drop(1, "NO_SOCKET", 2_000);
                                    script.path(1, "DROPPED", 1_000, 1_000);
                                    script.withSeq(3).hop(2, "IP", "unheard_of", 3_000, 1);
                                    script.verdict(2, "DROP", 3_000, 1);
                                    script.of(1, 99, "IN").hop(3, "IP", "ip_rcv", 900_000_000, 1);
                                    script.reset(3, 900_000_001);
                                }));
    }

    private static void write(long flow, long firstSeq, long lastSeq) {
        Call call = new Call("write", flow, firstSeq, lastSeq);
        call.begin();
        call.commit();
    }

    private static Details of(int packet, int span) {
        Packet selected = trace.packets().get(packet);
        return Details.of(Selection.of(selected, selected.spans().get(span)), trace);
    }

    private static Map<String, String> facts(Details details) {
        return details.facts().stream()
                .collect(Collectors.toMap(Details.Fact::name, Details.Fact::value));
    }

    @Test
    void aHopIsExplained() {
        Details details = of(0, 0);

        assertThat(facts(details))
                .containsEntry("What", "TCP tcp_v4_rcv")
                .containsEntry("Meaning", Explanations.of("tcp_v4_rcv"))
                .containsEntry("Stage", "TCP")
                .containsEntry("Device", "eth0")
                .containsEntry("Network namespace", "4026531833")
                .containsEntry("Outcome", "DROPPED")
                .containsEntry("Java thread", Thread.currentThread().getName());
        assertThat(facts(details).get("Time inside")).matches(".* [nµm]?s, \\d+ % of its way");
        assertThat(details.kernelStack())
                .containsExactly("tcp_v4_rcv+0x1f", "__softirqentry_text_start+0xe8");
    }

    @Test
    void aDropTellsItsReason() {
        assertThat(facts(of(0, 1)))
                .containsEntry("What", "drop NO_SOCKET")
                .containsEntry("Dropped at", "tcp_v4_rcv+0x12c");
    }

    @Test
    void aVerdictTellsItsRule() {
        assertThat(facts(of(1, 1)))
                .containsEntry("What", "verdict DROP")
                .containsEntry("Table", "filter")
                .containsEntry("Rule", "3 (concluded)")
                .doesNotContainKey("Meaning");
    }

    /** Sequence numbers begin again behind 2^32 - 1. */
    @Test
    void theJavaStackIsOfTheCallThatMovedTheBytes() {
        assertThat(of(0, 0).javaStack().title()).isEqualTo("Java stack of the write of its bytes");
        assertThat(of(0, 0).javaStack().call().firstSeq()).isEqualTo(5_000);
        assertThat(of(1, 0).javaStack().call().firstSeq()).isEqualTo(0xFFFF_FFF0L);
        assertThat(of(0, 0).javaStack().frames().get(0))
                .matches("io\\.mytracer\\.jmc\\.waterfall\\.DetailsTests\\.write:\\d+");
    }

    @Test
    void theStackOfAResetIsItsOwn() {
        assertThat(of(2, 0).javaStack()).isEqualTo(JavaStack.NONE);
        assertThat(of(2, 1).javaStack().frames())
                .containsExactly(
                        "java.net.Socket.close(Socket.java:1)",
                        "io.example.Shop.leave(Shop.java:2)");
    }

    @Test
    void aCallIsExplained() {
        Details details = Details.of(Selection.of(trace.operations().get(0)), trace);

        assertThat(facts(details))
                .containsEntry("What", "write")
                .containsEntry("Bytes", "100")
                .containsEntry("Java thread", Thread.currentThread().getName());
        assertThat(details.javaStack().frames()).isNotEmpty();
    }

    @Test
    void theOtherViewsGetTheSameEvents() {
        Packet packet = trace.packets().get(0);
        assertThat(count(Selection.of(packet, packet.marks().get(0)))).isEqualTo(1);
        assertThat(count(Selection.of(packet, null))).isEqualTo(3);
        assertThat(WaterfallPage.of(Selection.NONE).hasItems()).isFalse();
    }

    private static long count(Selection selection) {
        return WaterfallPage.of(selection).getAggregate(Aggregators.count()).longValue();
    }

    @Test
    void threadsOfThePacketsHaveALane() {
        Waterfall waterfall = new Waterfall(trace);

        assertThat(waterfall.lanes())
                .extracting(Lane::thread)
                .contains(Thread.currentThread().getName());
    }

    @Test
    void functionsOfTheKernelHaveAnAddress() {
        assertThat(KernelSource.address("tcp_v4_rcv+0x677", "6.12.5-amd64"))
                .isEqualTo("https://elixir.bootlin.com/linux/v6.12/A/ident/tcp_v4_rcv");
        assertThat(KernelSource.address("ip_rcv.constprop.0+0x1 [ip]", null))
                .isEqualTo("https://elixir.bootlin.com/linux/latest/A/ident/ip_rcv");
        assertThat(KernelSource.address("0xffffffff81000000", "6.12")).isNull();
    }
}
