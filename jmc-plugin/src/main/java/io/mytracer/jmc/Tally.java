package io.mytracer.jmc;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts things by name. */
final class Tally {
    private final Map<String, Long> counts = new HashMap<>();

    void add(String name, long count) {
        if (count != 0) {
            counts.merge(name, count, Long::sum);
        }
    }

    void addAll(String prefix, Tally other) {
        other.counts.forEach((name, count) -> add(prefix + ": " + name, count));
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the name counted most often; not to be asked of an empty tally. */
    String worst() {
        return worstFirst().get(0).getKey();
    }

    /** Returns lines for people, such as {@code 12 × NO_SOCKET}. */
    List<String> lines() {
        return worstFirst().stream().map(e -> e.getValue() + " × " + e.getKey()).toList();
    }

    private List<Map.Entry<String, Long>> worstFirst() {
        return counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }
}
