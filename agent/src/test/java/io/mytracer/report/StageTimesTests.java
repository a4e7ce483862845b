package io.mytracer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.diagnosis.SeenEvent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class StageTimesTests {
    private final StageTimes times = new StageTimes();

    @Test
    void whatTheKernelHasCountedStandsForHops() {
        times.see(latency("RECEIVE", "100:3,1000:1"));
        times.see(latency("RECEIVE", "100:2"));
        times.see(latency("GRO", "50:1"));
        assertThat(times.stages().entrySet())
                .extracting(e -> e.getKey().stage() + " " + e.getValue().count())
                .containsExactly("GRO 1", "RECEIVE 6");
        assertThat(times.stages().values())
                .extracting(passes -> passes.times().percentile(0.5))
                .allMatch(nanos -> nanos <= 104);
    }

    @Test
    void hopsAreMoreExact() {
        times.see(latency("RECEIVE", "100:3"));
        times.see(
                new Event(
                        "mytracer.SkbHop",
                        Map.of("stage", "IP", "function", "ip_rcv", "direction", "IN"),
                        1));
        assertThat(times.stages().keySet())
                .extracting(StageTimes.Place::stage)
                .containsExactly("IP");
    }

    private static SeenEvent latency(String stage, String histogram) {
        long packets =
                List.of(histogram.split(",")).stream()
                        .mapToLong(part -> Long.parseLong(part.split(":")[1]))
                        .sum();
        return new Event(
                "mytracer.HopLatency",
                Map.of("stage", stage, "direction", "IN", "histogram", histogram),
                packets);
    }

    private record Event(String type, Map<String, String> texts, long number) implements SeenEvent {
        @Override
        public long startNanos() {
            return 0;
        }

        @Override
        public long durationNanos() {
            return 100;
        }

        @Override
        public String text(String field) {
            return texts.get(field);
        }

        @Override
        public long number(String field) {
            return number;
        }

        @Override
        public boolean flag(String field) {
            return false;
        }

        @Override
        public String thread() {
            return null;
        }

        @Override
        public List<String> stack() {
            return List.of();
        }
    }
}
