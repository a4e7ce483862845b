package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class RowPainterTests {
    private static final int LINE = 20;
    private static final int MIDDLE = LINE / 2 - 1;

    private final Drawing drawing = new Drawing();

    /** A pixel is a microsecond. */
    private void paint(Packet packet, int micros) {
        TimeRange range = new TimeRange(Samples.BEGIN, Samples.BEGIN + micros * 1_000L);
        TimeScale scale = new TimeScale(range, 100, micros);
        new RowPainter(drawing, Drawing.THEME, scale, LINE).paint(packet, 0, null);
    }

    @Test
    void spansAreWhereTheirTimesAre() {
        paint(
                Samples.packet(
                        1,
                        Samples.hop(Stage.TCP, 10_000, 20_000),
                        Samples.hop(Stage.QDISC, 30_000, 50_000)),
                200);

        assertThat(drawing.at(109, MIDDLE)).isZero();
        assertThat(drawing.at(110, MIDDLE)).isEqualTo(Stage.TCP.rgb());
        assertThat(drawing.at(129, MIDDLE)).isEqualTo(Stage.TCP.rgb());
        assertThat(drawing.at(130, MIDDLE)).isEqualTo(Stage.QDISC.rgb());
        assertThat(drawing.at(179, MIDDLE)).isEqualTo(Stage.QDISC.rgb());
        assertThat(drawing.at(180, MIDDLE)).isZero();
        assertThat(drawing.texts).containsExactly("QDISC");
    }

    @Test
    void aSpanThatBeganBeforeIsCutAtTheEdge() {
        paint(
                Samples.packet(
                        1,
                        Samples.hop(Stage.IP, -90_000, 10_000),
                        Samples.hop(Stage.SOCKET, -80_000, 90_000)),
                200);

        assertThat(drawing.at(99, MIDDLE)).isZero();
        assertThat(drawing.at(100, MIDDLE)).isEqualTo(Stage.SOCKET.rgb());
        assertThat(drawing.at(109, MIDDLE)).isEqualTo(Stage.SOCKET.rgb());
        assertThat(drawing.at(110, MIDDLE)).isZero();
    }

    @Test
    void aNarrowSpanIsSeen() {
        paint(Samples.packet(1, Samples.hop(Stage.TCP, 50_000, 1)), 200);

        assertThat(drawing.at(150, MIDDLE)).isEqualTo(Stage.TCP.rgb());
    }

    @Test
    void spansWithinAPixelAreDrawnOnce() {
        Span[] hops =
                IntStream.range(0, 100_000)
                        .mapToObj(i -> Samples.hop(Stage.TCP, i * 2L, 2))
                        .toArray(Span[]::new);

        paint(Samples.packet(1, hops), 200);

        assertThat(drawing.operations).isLessThanOrEqualTo(201);
        assertThat(IntStream.range(100, 300).map(x -> drawing.at(x, MIDDLE)))
                .containsOnly(Stage.TCP.rgb());
    }

    @Test
    void dropsAreMarkedAlsoWhereManySpansAre() {
        paint(
                Samples.packet(
                        1,
                        Samples.hop(Stage.TCP, 0, 100_000),
                        Samples.verdict(20_000, 5_000),
                        Samples.drop(99_000)),
                200);

        assertThat(drawing.diamonds).containsExactly(199);
        assertThat(drawing.at(121, 1)).isEqualTo(Stage.NETFILTER.rgb());
        assertThat(drawing.at(121, MIDDLE)).isEqualTo(Stage.TCP.rgb());
    }

    @Test
    void whatIsOutOfSightIsNotDrawn() {
        paint(Samples.packet(1, Samples.hop(Stage.TCP, 0, 10_000), Samples.drop(900_000)), 200);

        assertThat(drawing.diamonds).isEmpty();
    }
}
