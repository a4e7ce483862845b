package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

class EventTimeTests {
    private static final EventTime HOP = EventTime.of(SkbHop.class);
    private static final EventTime DROP = EventTime.of(KernelDrop.class);

    static List<Class<? extends PacketEvent>> packetEvents() {
        return EventClasses.PACKET_EVENTS;
    }

    @ParameterizedTest
    @MethodSource("packetEvents")
    void everyPacketEventCanBeBackDated(Class<? extends PacketEvent> type) throws Exception {
        EventTime time = EventTime.of(type);
        PacketEvent event = type.getDeclaredConstructor().newInstance();
        time.set(event, 42, 7);

        assertThat(time.available()).isTrue();
        assertThat(time.problem()).isNull();
        assertThat(time.start(event)).isEqualTo(42);
    }

    @Test
    void classWithoutTimeFieldsIsReportedAndLeftAlone() {
        EventTime time = EventTime.of(PacketEvent.class);
        time.set(new SkbHop(), 42, 7);

        assertThat(time.available()).isFalse();
        assertThat(time.problem())
                .startsWith(
                        "this JVM does not let the time of io.mytracer.events.PacketEvent be set")
                .contains("startTime")
                .doesNotContain("\n");
        assertThat(time.start(new SkbHop())).isZero();
    }

    @Test
    void eventOfAnotherClassIsRefused() {
        assertThatThrownBy(() -> HOP.set(new KernelDrop(), 42, 7))
                .isInstanceOf(ClassCastException.class);
    }

    @Test
    void startAndDurationInTheRecordingAreTheOnesThatWereSet() throws Exception {
        Instant before = Instant.now();
        List<RecordedEvent> events =
                EventClasses.record(
                        () -> {
                            Ticks now = Ticks.measure();
                            commit(now.at(-300_000_000), now.lasting(5_000_000), "old");
                            commit(now.at(-900_000_000), now.lasting(1_000), "older");
                        });
        Duration took = Duration.between(before, Instant.now());

        assertThat(events).hasSize(2);
        for (RecordedEvent event : events) {
            boolean old = event.getString("stage").equals("old");
            assertThat(event.getDuration().toNanos())
                    .isCloseTo(old ? 5_000_000L : 1_000L, within(1_000L));
            assertThat(event.getStartTime())
                    .isCloseTo(
                            before.minusMillis(old ? 300 : 900),
                            within(took.toMillis() + 50, ChronoUnit.MILLIS));
        }
        Instant start0 = start(events, "old");
        Instant start1 = start(events, "older");
        assertThat(Duration.between(start1, start0).toNanos())
                .isCloseTo(600_000_000L, within(2_000L));
    }

    @Test
    void eventWithoutDurationIsKeptAndLastsOneTick() throws Exception {
        List<RecordedEvent> events =
                EventClasses.record(
                        () -> {
                            Ticks now = Ticks.measure();
                            commit(now.at(-50_000_000), 0, "zero");
                            commit(now.at(-50_000_000), -3, "negative");
                            KernelDrop drop = new KernelDrop();
                            DROP.set(drop, now.at(-50_000_000), 0);
                            drop.commit();
                        });

        assertThat(events).hasSize(3);
        for (RecordedEvent event : events) {
            assertThat(event.getDuration().toNanos()).isBetween(0L, 10L);
        }
    }

    private static Instant start(List<RecordedEvent> events, String stage) {
        return events.stream()
                .filter(e -> e.getString("stage").equals(stage))
                .findFirst()
                .orElseThrow()
                .getStartTime();
    }

    private static void commit(long start, long duration, String stage) {
        SkbHop event = new SkbHop();
        event.stage = stage;
        HOP.set(event, start, duration);
        event.commit();
    }

    /** JFR's clock against System.nanoTime: one pair of readings, and the slope to a second one. */
    private record Ticks(long now, double perNano) {
        static Ticks measure() {
            long[] first = pair();
            long end = System.nanoTime() + 100_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            long[] second = pair();
            return new Ticks(second[1], (double) (second[1] - first[1]) / (second[0] - first[0]));
        }

        /** Nanoseconds and ticks of one moment: the narrowest of 50 brackets. */
        private static long[] pair() {
            SkbHop event = new SkbHop();
            long narrowest = Long.MAX_VALUE;
            long[] best = new long[2];
            for (int i = 0; i < 50; i++) {
                long before = System.nanoTime();
                event.begin();
                long after = System.nanoTime();
                if (after - before < narrowest) {
                    narrowest = after - before;
                    best[0] = before + narrowest / 2;
                    best[1] = HOP.start(event);
                }
            }
            return best;
        }

        long at(long nanosFromNow) {
            return now + lasting(nanosFromNow);
        }

        long lasting(long nanos) {
            return Math.round(nanos * perNano);
        }
    }
}
