package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.item.IItem;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Packets with times to the nanosecond, of the events of one that was recorded. */
final class Samples {
    static final long BEGIN = 1_700_000_000_000_000_000L;

    private static final Stage[] STAGES = {
        Stage.SOCKET, Stage.TCP, Stage.IP, Stage.NETFILTER, Stage.QUEUE, Stage.QDISC, Stage.TRANSMIT
    };

    private static final Packet RECORDED = recorded();

    private Samples() {}

    private static Packet recorded() {
        try {
            return TraceReader.read(
                            Script.record(
                                    script -> {
                                        script.hop(1, "TCP", "tcp_v4_rcv", 0, 100);
                                        script.verdict(1, "ACCEPT", 110, 10);
                                        script.drop(1, "NO_SOCKET", 200);
                                    }))
                    .packets()
                    .get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Span hop(Stage stage, long at, long nanos) {
        return span(at, nanos, SpanKind.HOP, stage, false, RECORDED.hops().get(0).event());
    }

    static Span verdict(long at, long nanos) {
        IItem event = RECORDED.marks().get(0).event();
        return span(at, nanos, SpanKind.VERDICT, Stage.NETFILTER, false, event);
    }

    static Span drop(long at) {
        return span(at, 0, SpanKind.DROP, Stage.TCP, true, RECORDED.marks().get(1).event());
    }

    private static Span span(
            long at, long nanos, SpanKind kind, Stage stage, boolean isBad, IItem event) {
        return new Span(BEGIN + at, BEGIN + at + nanos, kind, stage, isBad, event);
    }

    static Packet packet(long id, Span... spans) {
        PacketBuilder packet = new PacketBuilder(id);
        packet.belongsTo(7, 1);
        List.of(spans).forEach(packet::add);
        return packet.build();
    }

    /** A packet of one hop. */
    static Packet packet(long id, long at, long nanos) {
        return packet(id, hop(Stage.TCP, at, nanos));
    }

    /** Packets of seven hops of a microsecond each, one every three microseconds. */
    static List<Packet> packets(int count) {
        List<Packet> packets = new ArrayList<>(count);
        for (int id = 1; id <= count; id++) {
            long at = id * 3_000L;
            packets.add(
                    packet(
                            id,
                            IntStream.range(0, STAGES.length)
                                    .mapToObj(i -> hop(STAGES[i], at + i * 1_000L, 1_000))
                                    .toArray(Span[]::new)));
        }
        return packets;
    }

    static Waterfall waterfall(Packet... packets) {
        return waterfall(List.of(packets));
    }

    static Waterfall waterfall(List<Packet> packets) {
        return new Waterfall(new Trace(packets, List.of(), null));
    }
}
