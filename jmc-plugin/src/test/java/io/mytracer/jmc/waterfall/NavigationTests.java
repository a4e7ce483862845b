package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NavigationTests {
    private final Waterfall waterfall = Samples.waterfall(Samples.packets(100));
    private final Navigation navigation = new Navigation(waterfall);

    @BeforeEach
    void setPage() {
        waterfall.setPage(10);
    }

    private void run(Command... commands) {
        for (Command command : commands) {
            navigation.run(command);
        }
    }

    private long selected() {
        return waterfall.selection().packet().id();
    }

    @Test
    void downGoesThroughThePackets() {
        run(Command.ROW_DOWN);
        assertThat(selected()).isEqualTo(1);

        run(Command.ROW_DOWN, Command.ROW_DOWN, Command.ROW_UP);
        assertThat(selected()).isEqualTo(2);
    }

    @Test
    void pagesAndEnds() {
        run(Command.FIRST_ROW, Command.PAGE_DOWN);
        assertThat(selected()).isEqualTo(11);
        assertThat(waterfall.top()).isEqualTo(1);

        run(Command.LAST_ROW);
        assertThat(selected()).isEqualTo(100);
        assertThat(waterfall.top()).isEqualTo(90);

        run(Command.PAGE_UP, Command.ROW_DOWN);
        assertThat(selected()).isEqualTo(91);
    }

    @Test
    void rightGoesThroughWhatHappenedToAPacket() {
        run(Command.ROW_DOWN, Command.SPAN_FORTH);
        assertThat(waterfall.selection().span().stage()).isEqualTo(Stage.SOCKET);

        run(Command.SPAN_FORTH, Command.SPAN_FORTH, Command.SPAN_BACK);
        assertThat(waterfall.selection().span().stage()).isEqualTo(Stage.TCP);
    }

    @Test
    void enterShowsTheWholeWay() {
        run(Command.FIRST_ROW, Command.FIT);

        Packet packet = waterfall.selection().packet();
        assertThat(waterfall.visible().contains(packet.begin(), packet.end())).isTrue();
        assertThat(waterfall.visible().nanos()).isLessThan(2 * packet.nanos());
    }

    @Test
    void whatIsChosenOutOfSightIsBroughtThere() {
        run(Command.FIRST_ROW, Command.FIT);
        for (int i = 0; i < 40; i++) {
            run(Command.ROW_DOWN);
        }

        assertThat(selected()).isEqualTo(41);
        Packet packet = waterfall.selection().packet();
        assertThat(waterfall.visible().overlaps(packet.begin(), packet.end())).isTrue();
        int row = ByBegin.indexIn(waterfall.rows(), packet);
        assertThat(row).isBetween(waterfall.top(), waterfall.top() + waterfall.page() - 1);
    }

    @Test
    void zoomKeepsTheSelectedSpanInSight() {
        run(Command.LAST_ROW, Command.SPAN_FORTH);
        for (int i = 0; i < 30; i++) {
            run(Command.ZOOM_IN);
        }

        Span span = waterfall.selection().span();
        assertThat(waterfall.visible().nanos()).isEqualTo(TimeRange.MIN_NANOS);
        assertThat(waterfall.visible().overlaps(span.start(), span.end())).isTrue();

        run(Command.ALL);
        assertThat(waterfall.visible()).isEqualTo(waterfall.bounds());
    }

    @Test
    void timeGoesBackAndForth() {
        run(Command.ZOOM_IN);
        TimeRange middle = waterfall.visible();

        run(Command.TIME_FORTH);
        assertThat(waterfall.visible()).isEqualTo(middle.shift(Math.round(middle.nanos() * 0.25)));
        run(Command.TIME_BACK);
        assertThat(waterfall.visible()).isEqualTo(middle);
    }
}
