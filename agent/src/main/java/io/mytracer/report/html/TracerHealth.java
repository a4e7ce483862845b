package io.mytracer.report.html;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the tracer said of itself: what it watched, what it could not do, and what was lost. */
final class TracerHealth {
    private static final int MOST_PROBLEMS = 20;
    private static final List<String> LOSSES =
            List.of("ringFull", "mapFull", "stackLost", "recursion", "unmatched");
    private static final List<String> TEXTS =
            List.of(
                    "state",
                    "backend",
                    "kernel",
                    "libbpf",
                    "hops",
                    "missingHops",
                    "missingJoinPoints",
                    "privileges");
    private static final List<String> NUMBERS =
            List.of(
                    "hopCount",
                    "nativeSockets",
                    "clockError",
                    "packets",
                    "recordsProduced",
                    "recordsReceived");

    private final Map<String, Long> losses = new LinkedHashMap<>();
    private final TreeSet<String> problems = new TreeSet<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, Long> numbers = new LinkedHashMap<>();
    private double cost;
    private double duty;
    private long latest = Long.MIN_VALUE;

    /** Returns how many things were lost. */
    long loss(RecordedEvent event) {
        long all = 0;
        for (String field : LOSSES) {
            long lost = EventFields.number(event, field);
            losses.merge(field, lost, Long::sum);
            all += lost;
        }
        return all;
    }

    void status(RecordedEvent event, EventFields fields) {
        String problem = fields.text(event, "problem");
        if (problem != null && problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
        long time = EventFields.time(event);
        // IDLE is the last word of most recordings, and tells of nothing that was attached.
        if (time < latest
                || latest != Long.MIN_VALUE && EventFields.number(event, "hopCount") == 0) {
            return;
        }
        latest = time;
        TEXTS.forEach(field -> texts.put(field, fields.text(event, field)));
        NUMBERS.forEach(field -> numbers.put(field, EventFields.number(event, field)));
        cost = event.hasField("cost") ? event.getFloat("cost") : 0;
        duty = event.hasField("duty") ? event.getFloat("duty") : 0;
    }

    /** Returns the functions that were watched; empty where nothing is known of that. */
    Set<String> watched() {
        String hops = texts.get("hops");
        return hops == null ? Set.of() : Set.of(hops.split(", *"));
    }

    void write(Json json) throws IOException {
        json.begin('{').name("losses").begin('{');
        for (String field : LOSSES) {
            json.name(field).value(losses.getOrDefault(field, 0L));
        }
        json.end('}').name("problems").values(problems).name("status");
        if (latest == Long.MIN_VALUE) {
            json.value((String) null).end('}');
            return;
        }
        json.begin('{');
        for (String field : TEXTS) {
            json.name(field).value(texts.get(field));
        }
        for (String field : NUMBERS) {
            json.name(field).value(numbers.get(field));
        }
        json.name("cost").value(cost).name("duty").value(duty).end('}').end('}');
    }
}
