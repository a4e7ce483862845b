package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

class WaterfallTests {
    private static final Comparator<Packet> BY_TIME = Comparator.comparingLong(Packet::begin);

    private final Packet first = Samples.packet(1, 0, 1_000);
    private final Packet late = Samples.packet(2, 5_000, 1_000);
    private final Packet last = Samples.packet(3, 9_000, 1_000);
    private final Waterfall waterfall = Samples.waterfall(first, late, last);

    @Test
    void beginsWithAllOfTheTime() {
        assertThat(waterfall.rows()).containsExactly(first, late, last);
        assertThat(waterfall.visible()).isEqualTo(waterfall.bounds());
        assertThat(waterfall.bounds().contains(Samples.BEGIN, Samples.BEGIN + 10_000)).isTrue();
    }

    @Test
    void rowsAreThePacketsUnderWay() {
        waterfall.look(new TimeRange(Samples.BEGIN + 900, Samples.BEGIN + 5_500));
        assertThat(waterfall.rows()).containsExactly(first, late);

        waterfall.look(new TimeRange(Samples.BEGIN + 2_000, Samples.BEGIN + 4_000));
        assertThat(waterfall.rows()).isEmpty();
    }

    @Test
    void fitShowsThePacketAndWhatIsUnderWayMeanwhile() {
        waterfall.fit(late);

        assertThat(waterfall.rows()).containsExactly(late);
        assertThat(waterfall.visible().contains(late.begin(), late.end())).isTrue();
        assertThat(waterfall.visible().nanos()).isBetween(1_000L, 1_200L);
    }

    @Test
    void someIsWhatCanBeSeen() {
        List<Packet> quiet = Samples.packets(1_000);
        Waterfall many = Samples.waterfall(quiet);
        many.lookAtSome();
        assertThat(many.rows().get(0)).isEqualTo(quiet.get(0));
        assertThat(many.rows()).hasSizeBetween(40, 50);

        Packet dropped = Samples.packet(5_000, Samples.drop(2_000_000));
        many.show(Stream.concat(quiet.stream(), Stream.of(dropped)).sorted(BY_TIME).toList());
        many.lookAtSome();
        assertThat(many.rows()).contains(dropped).hasSizeBetween(40, 50);
    }

    /** Between packets there may be minutes. */
    @Test
    void someIsNotWhatIsFarAway() {
        waterfall.show(List.of(first, Samples.packet(4, 60_000_000_000L, 1_000)));
        waterfall.lookAtSome();

        assertThat(waterfall.rows()).containsExactly(first);
        assertThat(waterfall.visible().nanos()).isLessThan(50_000);
    }

    @Test
    void lookStaysWithinTheRecording() {
        waterfall.look(waterfall.bounds().shift(1_000_000).zoom(10, 0));

        assertThat(waterfall.visible()).isEqualTo(waterfall.bounds());
    }

    @Test
    void theSelectedRowStaysWhereItIs() {
        Waterfall many = Samples.waterfall(Samples.packets(1_000));
        many.setPage(20);
        many.scrollTo(500);
        Packet selected = many.rows().get(507);
        many.select(Selection.of(selected, null));

        many.zoom(0.5, selected.begin());

        assertThat(many.rows()).hasSizeLessThan(600);
        assertThat(many.rows().get(many.top() + 7)).isEqualTo(selected);
    }

    @Test
    void theLastPageIsFull() {
        Waterfall many = Samples.waterfall(Samples.packets(100));
        many.setPage(30);

        many.scrollTo(1_000);
        assertThat(many.top()).isEqualTo(70);
        many.scrollTo(-5);
        assertThat(many.top()).isZero();
    }

    @Test
    void showingOthersForgetsASelectionThatIsGone() {
        waterfall.select(Selection.of(late, null));
        waterfall.show(List.of(late, last));
        assertThat(waterfall.selection().packet()).isEqualTo(late);

        waterfall.show(List.of(first));
        assertThat(waterfall.selection()).isEqualTo(Selection.NONE);
        assertThat(waterfall.rows()).containsExactly(first);
    }

    @Test
    void nothingToShowIsNoFault() {
        Waterfall empty = Samples.waterfall();
        new Navigation(empty).run(Command.ROW_DOWN);
        new Navigation(empty).run(Command.ZOOM_IN);
        new Navigation(empty).run(Command.LAST_ROW);
        waterfall.show(List.of());

        assertThat(empty.selection()).isEqualTo(Selection.NONE);
        assertThat(waterfall.rows()).isEmpty();
    }

    @Test
    void packetsOfOneMomentAreFound() {
        Packet twin = Samples.packet(4, 5_000, 2_000);
        List<Packet> sorted = List.of(first, late, twin, last);

        assertThat(ByBegin.indexIn(sorted, late)).isEqualTo(1);
        assertThat(ByBegin.indexIn(sorted, twin)).isEqualTo(2);
        assertThat(ByBegin.indexIn(sorted, Samples.packet(5, 5_000, 1))).isEqualTo(-1);
    }
}
