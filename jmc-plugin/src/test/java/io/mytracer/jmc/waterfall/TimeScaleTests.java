package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeScaleTests {
    private static final TimeScale SCALE = new TimeScale(new TimeRange(1_000, 2_000), 50, 100);

    @Test
    void timesLieOnPixels() {
        assertThat(SCALE.x(1_000)).isEqualTo(50);
        assertThat(SCALE.x(1_009)).isEqualTo(50);
        assertThat(SCALE.x(1_010)).isEqualTo(51);
        assertThat(SCALE.x(1_999)).isEqualTo(149);
    }

    @Test
    void whatIsOutOfSightIsBesideIt() {
        assertThat(SCALE.x(Long.MIN_VALUE)).isEqualTo(49);
        assertThat(SCALE.x(Long.MAX_VALUE)).isEqualTo(150);
    }

    @Test
    void pixelsAreTimes() {
        for (int x = 50; x < 150; x++) {
            assertThat(SCALE.x(SCALE.time(x))).isEqualTo(x);
        }
    }

    @Test
    void ticksAreRoundAndFarEnoughFromEachOther() {
        TimeScale wide = new TimeScale(new TimeRange(1_000_123, 1_900_000), 0, 900);

        TimeAxis axis = TimeAxis.of(wide, 1_000_000, 90);

        assertThat(axis.step()).isEqualTo(100_000);
        assertThat(axis.ticks().get(0)).isEqualTo(1_100_000);
        assertThat(axis.ticks()).hasSize(9);
        assertThat(TimeAxis.of(wide, 1_000_000, 200).step()).isEqualTo(200_000);
        assertThat(TimeAxis.of(wide, 1_000_000, 201).step()).isEqualTo(500_000);
    }

    @Test
    void ticksBeforeTheOriginAreNegative() {
        assertThat(TimeAxis.of(SCALE, 1_500, 40).ticks()).startsWith(1_000L, 1_500L);
        assertThat(TimeText.offset(-500, 500)).isEqualTo("-500 ns");
    }

    @Test
    void durationsHaveUnits() {
        assertThat(TimeText.duration(0)).isEqualTo("0 ns");
        assertThat(TimeText.duration(999)).isEqualTo("999 ns");
        assertThat(TimeText.duration(1_234)).isEqualTo("1.23 µs");
        assertThat(TimeText.duration(12_345_678)).isEqualTo("12.3 ms");
        assertThat(TimeText.duration(123_456_789_000L)).isEqualTo("123 s");
    }

    @Test
    void offsetsAreAsFineAsTheirStep() {
        assertThat(TimeText.offset(1_500_000_000L, 500_000_000)).isEqualTo("+1500 ms");
        assertThat(TimeText.offset(3_000_000_000L, 1_000_000_000)).isEqualTo("+3 s");
        assertThat(TimeText.offset(20_000, 20_000)).isEqualTo("+20 µs");
    }
}
