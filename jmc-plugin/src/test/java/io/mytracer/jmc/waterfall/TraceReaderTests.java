package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.ItemFilters;

import java.util.List;

class TraceReaderTests {
    @Test
    void eventsOfAPacketAreTogether() throws Exception {
        Trace trace =
                TraceReader.read(
                        Script.record(
                                script -> {
                                    script.hop(2, "IP", "ip_rcv", 5_000, 1_000);
                                    script.hop(1, "TCP", "tcp_v4_rcv", 2_000, 3_000);
                                    script.hop(1, "IP", "ip_rcv", 1_000, 1_000);
                                    script.verdict(1, "ACCEPT", 1_500, 100);
                                    script.path(1, "DELIVERED", 1_000, 4_000);
                                    script.hop(0, "SOCKET", "sock_recv_length", 0, 9);
                                }));

        assertThat(trace.packets()).extracting(Packet::id).containsExactly(1L, 2L);
        Packet packet = trace.packets().get(0);
        assertThat(packet.hops()).extracting(Span::stage).containsExactly(Stage.IP, Stage.TCP);
        assertThat(packet.marks()).extracting(Span::kind).containsExactly(SpanKind.VERDICT);
        assertThat(packet.path()).isNotNull();
        assertThat(packet.isBad()).isFalse();
        assertThat(packet.flow()).isEqualTo(7);
        assertThat(packet.threadId()).isEqualTo(Thread.currentThread().threadId());
        assertThat(packet.begin()).isEqualTo(packet.hops().get(0).start());
        double share = (double) packet.hops().get(1).nanos() / packet.nanos();
        assertThat(share).isBetween(0.74, 0.76);
        assertThat(PacketText.label(packet)).isEqualTo("#1 OUT 40000→8080 PSH,ACK 1500 B");
        assertThat(PacketText.ends(packet, " → "))
                .isEqualTo("192.0.2.1:40000 → [2001:db8::2]:8080");
    }

    @Test
    void dropsAndRefusalsAreBad() throws Exception {
        Trace trace =
                TraceReader.read(
                        Script.record(
                                script -> {
                                    script.verdict(1, "DROP", 0, 10);
                                    script.verdict(2, "ACCEPT", 20, 10);
                                    script.verdict(3, "STOP", 30, 10);
                                    script.verdict(4, "QUEUE 3", 40, 10);
                                    script.drop(5, "NO_SOCKET", 50);
                                    script.reset(6, 60);
                                }));

        assertThat(trace.packets().stream().filter(Packet::isBad))
                .extracting(Packet::id)
                .containsExactly(1L, 4L, 5L, 6L);
    }

    /** They are dropped before they are followed, and have nothing in common. */
    @Test
    void dropsWithoutANumberArePacketsOfTheirOwn() throws Exception {
        Trace trace =
                TraceReader.read(
                        Script.record(
                                script -> {
                                    script.drop(0, "NO_SOCKET", 1);
                                    script.drop(0, "NO_SOCKET", 2);
                                }));

        assertThat(trace.packets()).extracting(Packet::id).containsExactly(0L, 0L);
        assertThat(PacketText.label(trace.packets().get(0))).startsWith("#– OUT");
    }

    @Test
    void socketsHaveTheirPackets() throws Exception {
        Trace trace =
                TraceReader.read(
                        Script.record(
                                script -> {
                                    script.of(1_111, 5, "OUT").hop(1, "IP", "a", 1, 1);
                                    script.of(2_222, 6, "IN").hop(2, "IP", "a", 2, 1);
                                    script.hop(3, "IP", "a", 3, 1);
                                    script.kernel("6.12.5-amd64");
                                }));

        assertThat(trace.flows())
                .extracting(Flow::label)
                .containsExactly(
                        "192.0.2.1:2222 – [2001:db8::2]:8080 (2)",
                        "192.0.2.1:1111 – [2001:db8::2]:8080 (1)");
        assertThat(trace.kernel()).isEqualTo("6.12.5-amd64");
        PacketChoice choice = PacketChoice.ALL.withFlow(5L);
        assertThat(trace.packets().stream().filter(choice::has))
                .extracting(Packet::id)
                .containsExactly(1L);
    }

    @Test
    void aSelectionOfEventsIsOneOfPackets() throws Exception {
        var items =
                Script.record(
                        script -> {
                            script.hop(1, "IP", "a", 1, 1);
                            script.drop(2, "NO_SOCKET", 2);
                            script.drop(0, "NO_SOCKET", 3);
                        });

        assertThat(TraceReader.ids(items)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(TraceReader.ids(items.apply(ItemFilters.type("mytracer.KernelDrop"))))
                .containsExactly(2L);
    }

    @Test
    void aRecordingWithoutPacketsIsNoFault() throws Exception {
        Trace trace = TraceReader.read(Script.record(script -> {}));

        assertThat(trace).isEqualTo(new Trace(List.of(), List.of(), null));
        assertThat(trace.flows()).isEmpty();
    }

    /** Not a limit, but what a change is to be compared with. */
    @Test
    void manyAreRead() throws Exception {
        int many = 100_000;
        var items =
                Script.record(
                        script -> {
                            for (int id = 1; id <= many; id++) {
                                for (int i = 0; i < 5; i++) {
                                    script.hop(id, "TCP", "tcp_v4_rcv", id * 10L + i, 1);
                                }
                            }
                        });
        long start = System.nanoTime();

        Trace trace = TraceReader.read(items);

        long read = System.nanoTime();
        System.out.printf(
                "%,d packets of 5 hops: read in %s%n", many, TimeText.duration(read - start));
        assertThat(trace.packets()).hasSize(many);
        assertThat(trace.packets()).allMatch(packet -> packet.hops().size() == 5);
    }
}
