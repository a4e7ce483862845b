package io.mytracer.report.html;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads fields of events that may lack them, as recordings of other versions do. Equal texts are
 * kept once.
 */
final class EventFields {
    private static final long NANOS = 1_000_000_000L;
    private static final int MOST_TEXTS = 100_000;
    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_STACK = 20_000;

    /** What steers a terminal, or turns the direction of the text behind it round. */
    private static final Pattern STEERING =
            Pattern.compile("[\\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]");

    private static final Pattern STEERING_BUT_LINES =
            Pattern.compile("[\\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069&&[^\n]]");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> stacks = new HashMap<>();
    private final Map<Ends, Ends> ends = new HashMap<>();

    /** Returns one line, null where there is none. */
    String text(RecordedEvent event, String field) {
        return once(event.hasField(field) ? event.getString(field) : null);
    }

    /** Returns lines, null where there are none. */
    String stack(RecordedEvent event, String field) {
        String text = event.hasField(field) ? event.getString(field) : null;
        return text == null || text.isEmpty() ? null : known(stacks, text, EventFields::lines);
    }

    static long number(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getLong(field) : 0;
    }

    static boolean flag(RecordedEvent event, String field) {
        return event.hasField(field) && event.getBoolean(field);
    }

    /** Returns nanoseconds since 1970. */
    static long time(RecordedEvent event) {
        return nanos(event.getStartTime());
    }

    /** Returns nanoseconds since 1970. */
    static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }

    /** Returns the thread that the event is of, null where none is known. */
    String thread(RecordedEvent event) {
        RecordedThread thread = event.hasField("eventThread") ? event.getThread() : null;
        if (thread == null) {
            return null;
        }
        String name = thread.getJavaName();
        if (name != null && name.isEmpty()) {
            return once((thread.isVirtual() ? "virtual #" : "#") + thread.getJavaThreadId());
        }
        return once(name == null ? thread.getOSName() : name);
    }

    Ends ends(RecordedEvent event) {
        Ends read =
                new Ends(
                        text(event, "protocol"),
                        text(event, "sourceAddress"),
                        (int) number(event, "sourcePort"),
                        text(event, "destinationAddress"),
                        (int) number(event, "destinationPort"));
        return known(ends, read, same -> same);
    }

    /** Returns a line as {@link #line} does, equal ones as one object. */
    String once(String text) {
        return text == null ? null : known(texts, text, EventFields::line);
    }

    /** Returns a text without line ends, and without what would steer where it is shown. */
    static String line(String text) {
        return STEERING.matcher(cut(text, LONGEST_TEXT)).replaceAll("\ufffd");
    }

    private static String lines(String text) {
        return STEERING_BUT_LINES.matcher(cut(text, LONGEST_STACK)).replaceAll("\ufffd");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    private static <T> T known(Map<T, T> all, T value, UnaryOperator<T> made) {
        if (all.size() >= MOST_TEXTS) {
            all.clear();
        }
        return all.computeIfAbsent(value, made);
    }
}
