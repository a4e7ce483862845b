package io.mytracer.bpf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A place that cannot be watched on this kernel.
 *
 * @param function the kernel's name of it
 * @param reason why, in a few words
 */
public record MissingHop(String function, String reason) {
    private static final int NAMED = 5;

    /** Tells of many functions by their number and the names of some. */
    static MissingHop ofMany(List<String> functions, String reason) {
        if (functions.size() <= NAMED) {
            return new MissingHop(String.join(", ", functions), reason);
        }
        return new MissingHop(
                String.format(Locale.ROOT, "%,d functions such as ", functions.size())
                        + String.join(", ", functions.subList(0, NAMED)),
                reason);
    }

    /**
     * Tells of several in one text, those with the same reason together.
     *
     * @return null if there are none
     */
    public static String describe(List<MissingHop> missing) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (MissingHop hop : missing) {
            byReason.computeIfAbsent(hop.reason, reason -> new ArrayList<>()).add(hop.function);
        }
        return byReason.isEmpty()
                ? null
                : byReason.entrySet().stream()
                        .map(e -> String.join(", ", e.getValue()) + " (" + e.getKey() + ")")
                        .collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return function + " (" + reason + ")";
    }
}
