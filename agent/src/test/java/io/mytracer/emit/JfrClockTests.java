package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.SkbHop;

import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(60)
class JfrClockTests {
    private static final EventTime HOP = EventTime.of(SkbHop.class);
    private static final EventTime DROP = EventTime.of(KernelDrop.class);

    private final JfrClock clock =
            new JfrClock(
                    List.of(
                            new JfrClock.Source(SkbHop::new, HOP),
                            new JfrClock.Source(KernelDrop::new, DROP)));

    @Test
    void isValidOnceItWasMeasured() {
        assertThat(clock.valid()).isFalse();
        try (Recording recording = new Recording()) {
            recording.enable(SkbHop.class);
            recording.start();
            clock.calibrate();
            assertThat(clock.valid()).isTrue();
        }
    }

    @Test
    void anyOfTheEventsWillDo() {
        try (Recording recording = new Recording()) {
            recording.enable(KernelDrop.class);
            recording.start();
            clock.start();
            assertThat(clock.valid()).isTrue();
        }
    }

    @Test
    void ticksAreThoseOfBegin() {
        try (Recording recording = new Recording()) {
            recording.enable(SkbHop.class);
            recording.start();
            clock.start();
            assertThat(clock.valid()).isTrue();
            // A thread may lose its CPU between two readings: take the closest of some.
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 100; i++) {
                SkbHop event = new SkbHop();
                long before = System.nanoTime();
                event.begin();
                long after = System.nanoTime();
                long ticks = HOP.start(event);
                assertThat(clock.ticks(before)).isLessThanOrEqualTo(ticks + clock.duration(20_000));
                assertThat(clock.ticks(after))
                        .isGreaterThanOrEqualTo(ticks - clock.duration(20_000));
                best = Math.min(best, Math.abs(clock.ticks((before + after) / 2) - ticks));
            }
            assertThat(best).isLessThan(clock.duration(10_000));
            assertThat(clock.error()).isBetween(0L, 1_000_000L);
        }
    }

    @Test
    void timeGoesOnBetweenMeasurements() {
        try (Recording recording = new Recording()) {
            recording.enable(SkbHop.class);
            recording.start();
            clock.start();
            long now = System.nanoTime();
            assertThat(clock.ticks(now + 1_000_000) - clock.ticks(now))
                    .isBetween(clock.duration(1_000_000) - 1, clock.duration(1_000_000) + 1);
            assertThat(clock.ticks(now - 1_000_000)).isLessThan(clock.ticks(now));
            assertThat(clock.duration(0)).isZero();
        }
    }
}
