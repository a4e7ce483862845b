package io.mytracer.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

class PacketSampleTests {
    private static final int MOST = 10_000;
    private static final int HOPS = 5;
    private static final int PACKETS = 40_000;

    private final PacketSample sample = new PacketSample(MOST);

    @Test
    void allIsKeptWhereThereIsRoom() {
        for (int id = 1; id <= MOST / HOPS; id++) {
            hops(id);
        }

        assertThat(sample.chosen()).hasSize(MOST / HOPS);
        assertThat(sample.share()).isOne();
    }

    @Test
    void anEvenShareOfWholePacketsIsKept() {
        for (int id = 1; id <= PACKETS; id++) {
            hops(id);
        }
        List<Packet> chosen = sample.chosen();

        assertThat(chosen).allSatisfy(packet -> assertThat(packet.rows()).hasSize(HOPS));
        assertThat(events(chosen)).isBetween(MOST * 3 / 4, MOST);
        assertThat(sample.seen()).isEqualTo(PACKETS * HOPS);
        assertThat(sample.share()).isCloseTo((double) chosen.size() / PACKETS, within(0.01));
        long older = chosen.stream().filter(packet -> packet.id <= PACKETS / 2).count();
        assertThat(older / (double) chosen.size()).isCloseTo(0.5, within(0.05));
    }

    /** Drops are told before or behind the hops. */
    @Test
    void packetsThatSomethingHappenedToAreKeptWhole() {
        for (int id = 1; id <= PACKETS; id++) {
            if (id % 200 == 0) {
                add(id, Row.Kind.DROP);
            }
            hops(id);
            if (id % 200 == 100) {
                add(id, Row.Kind.RETRANSMIT);
            }
        }

        List<Packet> remarkable = sample.chosen().stream().filter(Packet::isRemarkable).toList();
        assertThat(remarkable).hasSize(PACKETS / 100);
        assertThat(remarkable).allSatisfy(packet -> assertThat(packet.rows()).hasSize(HOPS + 1));
        assertThat(sample.remarkableShare()).isOne();
        assertThat(sample.share()).isLessThan(0.1);
    }

    @Test
    void roomIsBoundedWhereSomethingHappensToAllOfThem() {
        for (int id = 1; id <= PACKETS; id++) {
            add(id, Row.Kind.DROP);
        }

        assertThat(events(sample.chosen())).isBetween(MOST * 3 / 4, MOST);
        assertThat(sample.remarkableShare()).isCloseTo(0.25, within(0.06));
    }

    @Test
    void roomIsBoundedWhereAllBelongsToOnePacket() {
        for (int i = 0; i < 5 * MOST; i++) {
            add(1, Row.Kind.HOP);
        }

        assertThat(events(sample.chosen())).isLessThanOrEqualTo(MOST);
    }

    @Test
    void endOfAWayIsTakenOnceWhereFilesOverlap() {
        PathEnd end = new PathEnd(10, 5, "DELIVERED", 3, null, 0, 0);
        sample.end(1, end, headers());
        sample.end(1, end, headers());

        assertThat(sample.chosen()).singleElement().extracting(Packet::size).isEqualTo(1);
    }

    private void hops(long id) {
        for (int i = 0; i < HOPS; i++) {
            add(id, Row.Kind.HOP);
        }
    }

    private void add(long id, Row.Kind kind) {
        Row row = new Row(kind, id, 1, "f", "TCP", null, null, null, null, 0, 0, null, null);
        sample.add(id, id, row, PacketSampleTests::headers);
    }

    private static int events(List<Packet> packets) {
        return packets.stream().mapToInt(Packet::size).sum();
    }

    private static Packet.Headers headers() {
        return new Packet.Headers(null, 0, null, null, 0, 0, 0, null);
    }
}
