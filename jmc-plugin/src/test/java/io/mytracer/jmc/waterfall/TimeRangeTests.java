package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeRangeTests {
    private static final TimeRange RANGE = new TimeRange(1_000, 3_000);

    @Test
    void zoomKeepsTheTimeAtThePointer() {
        TimeRange closer = RANGE.zoom(0.5, 1_500);

        assertThat(closer).isEqualTo(new TimeRange(1_250, 2_250));
        assertThat(closer.zoom(2, 1_500)).isEqualTo(RANGE);
    }

    @Test
    void zoomEndsWhereClocksDo() {
        TimeRange closest = RANGE.zoom(1e-9, 2_000);

        assertThat(closest.nanos()).isEqualTo(TimeRange.MIN_NANOS);
        assertThat(closest.overlaps(2_000, 2_000)).isTrue();
    }

    /** A recording of a day at the resolution of a nanosecond since 1970 is beyond a double. */
    @Test
    void zoomIsExactFarFromZero() {
        long now = 1_763_935_000_000_000_123L;
        TimeRange day = new TimeRange(now, now + 86_400_000_000_000L);

        assertThat(day.zoom(0.5, now).start()).isEqualTo(now);
        assertThat(day.zoom(0.5, now).nanos()).isEqualTo(43_200_000_000_000L);
    }

    @Test
    void staysWithinBounds() {
        TimeRange bounds = new TimeRange(0, 10_000);

        assertThat(RANGE.shift(-5_000).within(bounds)).isEqualTo(new TimeRange(0, 2_000));
        assertThat(RANGE.shift(50_000).within(bounds)).isEqualTo(new TimeRange(8_000, 10_000));
        assertThat(RANGE.zoom(100, 2_000).within(bounds)).isEqualTo(bounds);
    }

    @Test
    void isDraggedInBothDirections() {
        assertThat(TimeRange.between(500, 200)).isEqualTo(new TimeRange(200, 500));
        assertThat(TimeRange.between(200, 200).nanos()).isEqualTo(TimeRange.MIN_NANOS);
    }
}
