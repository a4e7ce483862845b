package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is drawn depends on the size of the window, not on the number of packets. */
class ManyPacketsTests {
    private static final int MANY = 100_000;
    private static final Layout LAYOUT = new Layout(1_600, 900, 20, 300, 0);

    private static int paint(Waterfall waterfall) {
        Drawing drawing = new Drawing();
        new WaterfallPainter(drawing, Drawing.THEME, LAYOUT).paint(waterfall);
        return drawing.operations;
    }

    @Test
    void aPaintDoesNotGrow() {
        Waterfall some = Samples.waterfall(Samples.packets(1_000));
        Waterfall many = Samples.waterfall(Samples.packets(MANY));
        some.setPage(LAYOUT.rows());
        many.setPage(LAYOUT.rows());

        int ofSome = paint(some);
        int ofMany = paint(many);

        // Rows in sight of seven hops with name and ground, a bar a pixel of the overview, an axis.
        int rows = LAYOUT.rows() * (2 * 7 + 4);
        int head = LAYOUT.width() + 100;
        assertThat(ofSome).isLessThan(rows + head);
        assertThat(ofMany).isLessThan(rows + head);
        assertThat(ofMany).isGreaterThan(LAYOUT.rows());
    }

    @Test
    void everyZoomAndScrollStaysWithinThatBound() {
        Waterfall many = Samples.waterfall(Samples.packets(MANY));
        many.setPage(LAYOUT.rows());
        Navigation navigation = new Navigation(many);
        navigation.run(Command.PAGE_DOWN);
        int most = 0;
        for (int i = 0; i < 30; i++) {
            navigation.run(Command.ZOOM_IN);
            navigation.run(Command.ROW_DOWN);
            most = Math.max(most, paint(many));
        }

        assertThat(most).isLessThan(LAYOUT.rows() * (3 * 7 + 4) + LAYOUT.width() + 200);
    }

    /** Not a limit, but what a change is to be compared with. */
    @Test
    void measure() {
        List<Packet> packets = Samples.packets(MANY);
        Waterfall many = Samples.waterfall(packets);
        many.setPage(LAYOUT.rows());
        paint(many);
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            paint(many);
        }
        long painted = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            many.zoom(i % 2 == 0 ? 0.5 : 2, many.bounds().start());
        }
        long zoomed = System.nanoTime();

        System.out.printf(
                "%,d packets of 7 hops: paint %s, zoom %s%n",
                MANY,
                TimeText.duration((painted - start) / 100),
                TimeText.duration((zoomed - painted) / 100));
        assertThat(many.rows()).hasSize(MANY);
    }
}
