package io.mytracer.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures cases in turn, each between two measurements of what it is compared with: what else the
 * machine does falls on both, and what changes slowly is in neither's favour.
 *
 * @param <T> what is measured at a time
 */
final class Turns<T> {
    /** Takes one measurement. */
    @FunctionalInterface
    interface Measurement<T> {
        T take() throws Exception;
    }

    /**
     * A case between its neighbours.
     *
     * @param before the baseline
     * @param with the case
     * @param after the baseline again
     */
    record Trio<T>(T before, T with, T after) {
        double ratio(ToDoubleFunction<T> of) {
            return of.applyAsDouble(with) / without(of);
        }

        double extra(ToDoubleFunction<T> of) {
            return of.applyAsDouble(with) - without(of);
        }

        double without(ToDoubleFunction<T> of) {
            return (of.applyAsDouble(before) + of.applyAsDouble(after)) / 2;
        }
    }

    private final Measurement<T> baseline;
    private final Map<String, Measurement<T>> cases = new LinkedHashMap<>();

    Turns(Measurement<T> baseline) {
        this.baseline = baseline;
    }

    Turns<T> add(String name, Measurement<T> measurement) {
        cases.put(name, measurement);
        return this;
    }

    /** Takes each case once in a round, and returns what was measured, by name. */
    Map<String, List<Trio<T>>> run(int rounds) throws Exception {
        Map<String, List<Trio<T>>> taken = new LinkedHashMap<>();
        T before = baseline.take();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Measurement<T>> each : cases.entrySet()) {
                T with = each.getValue().take();
                T after = baseline.take();
                taken.computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                        .add(new Trio<>(before, with, after));
                before = after;
            }
        }
        return taken;
    }

    static <T> Spread ratio(List<Trio<T>> trios, ToDoubleFunction<T> of) {
        return Spread.of(trios.stream().mapToDouble(trio -> trio.ratio(of)).toArray());
    }

    static <T> Spread extra(List<Trio<T>> trios, ToDoubleFunction<T> of) {
        return Spread.of(trios.stream().mapToDouble(trio -> trio.extra(of)).toArray());
    }

    static <T> Spread without(List<Trio<T>> trios, ToDoubleFunction<T> of) {
        return Spread.of(trios.stream().mapToDouble(trio -> trio.without(of)).toArray());
    }

    static <T> Spread with(List<Trio<T>> trios, ToDoubleFunction<T> of) {
        return Spread.of(
                trios.stream().mapToDouble(trio -> of.applyAsDouble(trio.with())).toArray());
    }
}
