package io.mytracer.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What benchmarks make of what they have measured. */
class ResultsTests {
    @Test
    void theMedianIsTheMiddleAndHalfLiesBetweenTheQuartiles() {
        assertThat(Spread.of(9, 1, 3, 5, 7)).isEqualTo(new Spread(5, 3, 7, 5));
        assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1.75, 3.25, 4));
        assertThat(Spread.of(6)).isEqualTo(new Spread(6, 6, 6, 1));
        assertThatIllegalArgumentException().isThrownBy(Spread::of);
    }

    @Test
    void aCaseIsComparedWithTheBaselineBeforeAndAfter() throws Exception {
        Deque<Double> baseline = new ArrayDeque<>(List.of(10.0, 30.0, 50.0));
        Map<String, List<Turns.Trio<Double>>> taken =
                new Turns<>(baseline::remove).add("with", () -> 60.0).run(2);
        List<Turns.Trio<Double>> trios = taken.get("with");

        assertThat(trios)
                .containsExactly(
                        new Turns.Trio<>(10.0, 60.0, 30.0), new Turns.Trio<>(30.0, 60.0, 50.0));
        assertThat(Turns.ratio(trios, n -> n).median()).isEqualTo(2.25, within(1e-9));
        assertThat(Turns.extra(trios, n -> n).median()).isEqualTo(30, within(1e-9));
        assertThat(Turns.without(trios, n -> n).median()).isEqualTo(30, within(1e-9));
        assertThat(Turns.with(trios, n -> n).median()).isEqualTo(60, within(1e-9));
    }

    @Test
    void aGoalIsMetByTheMedian() {
        assertThat(Goal.atLeast(2).isMetBy(new Spread(2, 1, 3, 3))).isTrue();
        assertThat(Goal.atLeast(2).isMetBy(new Spread(1.9, 1, 3, 3))).isFalse();
        assertThat(Goal.atMost(2).isMetBy(new Spread(2, 1, 3, 3))).isTrue();
        assertThat(Goal.atMost(2).isMetBy(new Spread(2.1, 1, 3, 3))).isFalse();
    }

    @Test
    void aLineHasTheFigureAndWhetherItWillDo() {
        Figure figure =
                new Figure(
                        "requests",
                        "/s",
                        new Spread(12_345.6, 0.98765, 99.5, 7),
                        Goal.atLeast(0.99));
        assertThat(figure.line().replaceAll(" +", " "))
                .isEqualTo(" requests 12,346 /s 0.988 – 99.50 7 ≥ 0.990 met");
    }

    @Test
    void jsonHasTheMachineAndEachFigure() throws Exception {
        Results results = new Results("http", new PrintStream(OutputStream.nullOutputStream()));
        results.add("ratio", "", new Spread(0.5, 0.25, Double.NaN, 2), Goal.atLeast(0.97));
        results.note("a \"note\"");
        String json = ResultsJson.of(new Machine("CPU", 2, 1024, "6.18", "25"), List.of(results));

        assertThat(json)
                .startsWith(
                        "{\"machine\":{\"cpu\":\"CPU\",\"cores\":2,\"memoryMiB\":1024,"
                                + "\"kernel\":\"6.18\",\"jdk\":\"25\"},"
                                + "\"benchmarks\":[{\"name\":\"http\",\"loadBefore\":")
                .endsWith(
                        "\"loadAfter\":null,\"figures\":[{\"name\":\"ratio\",\"unit\":\"\","
                                + "\"median\":0.5,\"lowerQuartile\":0.25,\"upperQuartile\":null,"
                                + "\"measurements\":2,\"atLeast\":0.97,\"met\":false}],"
                                + "\"notes\":[\"a \\\"note\\\"\"]}]}\n");
    }
}
