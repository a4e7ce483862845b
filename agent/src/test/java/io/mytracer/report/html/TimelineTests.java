package io.mytracer.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

class TimelineTests {
    private static final long HOUR = 3_600_000_000_000L;
    private static final long NOW = 1_800_000_000_000_000_000L;

    @Test
    void daysFitAndNothingIsLost() {
        List<Long> times = times();
        Timeline timeline = filled(times);

        assertThat(timeline.bins()).hasSizeLessThanOrEqualTo(2000).hasSizeGreaterThan(500);
        assertThat(timeline.bins().values().stream().mapToLong(bin -> bin.hops).sum())
                .isEqualTo(times.size());
    }

    @Test
    void orderDoesNotMatter() {
        List<Long> times = times();
        Timeline one = filled(times);
        Collections.shuffle(times, new Random(2));
        Timeline other = filled(times);

        assertThat(other.width()).isEqualTo(one.width());
        assertThat(other.bins().keySet()).isEqualTo(one.bins().keySet());
        one.bins()
                .forEach(
                        (index, bin) ->
                                assertThat(other.bins().get(index))
                                        .usingRecursiveComparison()
                                        .isEqualTo(bin));
    }

    @Test
    void longestTimesAreOfTheKernelOrOfTheWaitAtTheSocket() {
        Timeline timeline = new Timeline();
        timeline.at(NOW).stage("QDISC", 10);
        timeline.at(NOW).stage("TCP", 20);
        timeline.at(NOW).stage("SOCKET", 30);

        Timeline.Bin bin = timeline.at(NOW);
        assertThat(bin.slowest).isEqualTo(20);
        assertThat(bin.slowestStage).isEqualTo("TCP");
        assertThat(bin.waited).isEqualTo(30);
    }

    private static List<Long> times() {
        Random random = new Random(1);
        return LongStream.generate(() -> NOW + random.nextLong(48 * HOUR))
                .limit(20_000)
                .boxed()
                .collect(Collectors.toList());
    }

    private static Timeline filled(List<Long> times) {
        Timeline timeline = new Timeline();
        for (long time : times) {
            Timeline.Bin bin = timeline.at(time);
            bin.hops++;
            bin.stage(time % 2 == 0 ? "IP" : "TCP", time % 1000);
        }
        return timeline;
    }
}
