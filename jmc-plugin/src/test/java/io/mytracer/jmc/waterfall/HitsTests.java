package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HitsTests {
    private final Span tcp = Samples.hop(Stage.TCP, 0, 40_000);
    private final Span queue = Samples.hop(Stage.QDISC, 40_000, 60_000);
    private final Span verdict = Samples.verdict(70_000, 10);
    private final Span drop = Samples.drop(70_100);
    private final Packet packet = Samples.packet(1, tcp, queue, verdict, drop);
    private final Packet below = Samples.packet(2, 10_000, 20_000);
    private final Waterfall waterfall = Samples.waterfall(packet, below);
    private final Layout layout = new Layout(1_300, 400, 20, 300, 0);
    private final TimeScale scale = layout.scale(waterfall.visible());

    private Selection at(long time, int row) {
        return Hits.at(waterfall, layout, scale.x(Samples.BEGIN + time), layout.rowTop(row) + 5);
    }

    @Test
    void hopsAreHit() {
        assertThat(at(100, 0)).isEqualTo(Selection.of(packet, tcp));
        assertThat(at(39_800, 0)).isEqualTo(Selection.of(packet, tcp));
        assertThat(at(40_200, 0)).isEqualTo(Selection.of(packet, queue));
        assertThat(at(20_000, 1).packet()).isEqualTo(below);
    }

    @Test
    void aDropGoesBeforeWhatItLiesUpon() {
        assertThat(at(70_000, 0).span()).isEqualTo(drop);
    }

    @Test
    void besideTheSpansIsThePacket() {
        assertThat(at(102_000, 0)).isEqualTo(Selection.of(packet, null));
        assertThat(Hits.at(waterfall, layout, 10, layout.rowTop(1)).packet()).isEqualTo(below);
    }

    @Test
    void elsewhereIsNothing() {
        assertThat(at(100, 2)).isEqualTo(Selection.NONE);
        assertThat(Hits.at(waterfall, layout, 500, 3)).isEqualTo(Selection.NONE);
        assertThat(Hits.at(waterfall, layout, 500, 399)).isEqualTo(Selection.NONE);
    }

    /** What is hit is what is seen. */
    @Test
    void everyPixelIsTheSpanThatIsDrawnThere() {
        Drawing drawing = new Drawing();
        int y = layout.rowTop(0) + 8;
        new RowPainter(drawing, Drawing.THEME, scale, 20).paint(packet, layout.rowTop(0), null);

        for (int x = 300; x < 1_300; x++) {
            Span hit = Hits.at(waterfall, layout, x, y).span();
            if (hit == null || hit.kind() == SpanKind.HOP) {
                assertThat(drawing.at(x, y))
                        .as("pixel %d", x)
                        .isEqualTo(hit == null ? 0 : hit.stage().rgb());
            }
        }
    }
}
