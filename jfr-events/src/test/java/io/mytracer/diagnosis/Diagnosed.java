package io.mytracer.diagnosis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What a diagnosis finds in some events. */
final class Diagnosed {
    private Diagnosed() {}

    static List<Finding> findings(List<Seen> events) {
        return findings(events, Limits.USUAL);
    }

    static List<Finding> findings(List<Seen> events, Limits limits) {
        Diagnosis diagnosis = new Diagnosis(limits);
        events.forEach(diagnosis::see);
        return diagnosis.findings();
    }

    static List<String> rules(List<Seen> events) {
        return findings(events).stream().map(Finding::rule).toList();
    }

    static List<String> rules(Seen... events) {
        return rules(List.of(events));
    }

    /** As {@link #rules}, of an event that comes so often. */
    static List<String> rulesOf(int times, Supplier<Seen> event) {
        return rules(
                IntStream.range(0, times).mapToObj(i -> event.get().at(i * Seen.MILLI)).toList());
    }

    /** Returns the same events in some order. */
    static List<Seen> shuffled(List<Seen> events, long seed) {
        List<Seen> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }
}
