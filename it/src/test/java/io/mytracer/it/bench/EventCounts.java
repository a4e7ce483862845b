package io.mytracer.it.bench;

import io.mytracer.it.Tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How many of our events a recording has, and how large they are.
 *
 * @param types by the names of the events, without {@code mytracer.}
 */
record EventCounts(Map<String, Type> types) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^ mytracer\\.(\\w+) +([1-9]\\d*) +(\\d+)");

    /**
     * One type of event.
     *
     * @param events how many
     * @param bytes of all together, without what the chunk's pools have of them
     */
    record Type(long events, long bytes) {}

    /** Counts the types that it has, without reading the events, which may be millions. */
    static EventCounts of(Path recording) throws IOException, InterruptedException {
        Map<String, Type> types = new TreeMap<>();
        String summary = Tool.ofJdk("jfr").run("summary", recording.toString());
        for (MatchResult row : ROW.matcher(summary).results().toList()) {
            types.put(
                    row.group(1),
                    new Type(Long.parseLong(row.group(2)), Long.parseLong(row.group(3))));
        }
        return new EventCounts(types);
    }

    long events(String type) {
        return types.containsKey(type) ? types.get(type).events() : 0;
    }

    /** Returns how many events there are about packets. */
    long all() {
        return types.values().stream().mapToLong(Type::events).sum();
    }
}
