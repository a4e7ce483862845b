package io.mytracer.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class LogHistogramTests {
    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 15, 16, 17, 31, 32, 33, 1000, 999_999, 123_456_789, Long.MAX_VALUE / 2})
    void oneValueIsEveryPercentile(long value) {
        LogHistogram times = new LogHistogram();
        times.add(value);
        times.add(value * 2);
        assertThat((double) times.percentile(0.5)).isCloseTo((double) value, within(value * 0.05));
        assertThat(times.max()).isEqualTo(value * 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 0.9, 0.99, 1})
    void percentilesAreWithinFivePercent(double share) {
        Random random = new Random(5);
        long[] values = new long[100_000];
        LogHistogram times = new LogHistogram();
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 25);
            times.add(values[i]);
        }
        Arrays.sort(values);
        double exact = values[(int) Math.ceil(share * values.length) - 1];
        assertThat((double) times.percentile(share)).isCloseTo(exact, within(exact * 0.05));
        assertThat(times.count()).isEqualTo(values.length);
        assertThat(times.sum()).isEqualTo(Arrays.stream(values).sum());
    }

    @Test
    void whatIsToldCanBeAddedUp() {
        LogHistogram one = new LogHistogram();
        for (long nanos : new long[] {3, 100, 100, 5_000_000, 70_000_000_000L}) {
            one.add(nanos);
        }
        LogHistogram other = new LogHistogram();
        other.addTold(one.toString());
        other.addTold("nothing");
        other.addTold("100:1");
        assertThat(other.count()).isEqualTo(6);
        assertThat(other.percentile(0.5)).isEqualTo(one.percentile(0.5));
        assertThat((double) other.max()).isCloseTo(70e9, within(3e9));
        one.clear();
        assertThat(one.count()).isZero();
        assertThat(one.toString()).isEmpty();
    }

    @Test
    void largestValueHasItsBucket() {
        LogHistogram times = new LogHistogram();
        times.add(Long.MAX_VALUE);
        times.add(-5);
        assertThat(times.max()).isEqualTo(Long.MAX_VALUE);
        assertThat(times.percentile(0.5)).isZero();
        assertThat(times.percentile(1)).isCloseTo(Long.MAX_VALUE, within(Long.MAX_VALUE / 20));
    }

    @Test
    void nothingIsZero() {
        assertThat(new LogHistogram().percentile(0.5)).isZero();
    }
}
