package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

import java.time.Instant;
import java.util.List;

/**
 * What an event tells. A recording of another version may lack a field, which then is null or 0. No
 * text has a control character: no name in a recording shall steer a terminal.
 */
record Fields(RecordedEvent event) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Returns such as {@code mytracer.SkbHop}. */
    String type() {
        return event.getEventType().getName();
    }

    boolean has(String field) {
        return event.hasField(field);
    }

    String text(String field) {
        String text = has(field) ? event.getString(field) : null;
        return text == null ? null : oneLine(text);
    }

    /** Returns the lines of a stack; none where there is none. */
    List<String> lines(String field) {
        String text = has(field) ? event.getString(field) : null;
        return text == null ? List.of() : text.lines().map(Fields::oneLine).toList();
    }

    long number(String field) {
        return has(field) ? event.getLong(field) : 0;
    }

    boolean flag(String field) {
        return has(field) && event.getBoolean(field);
    }

    /** Returns the kernel time, in nanoseconds since 1970. */
    long nanos() {
        return nanos(event.getStartTime());
    }

    /** Returns the end of what the event lasted, in nanoseconds since 1970. */
    long endNanos() {
        return nanos(event.getEndTime());
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    /** Returns the name of the Java thread, else that of the OS; null where there is neither. */
    String thread() {
        RecordedThread thread = has("eventThread") ? event.getThread() : null;
        if (thread == null) {
            return text("command");
        }
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        return name == null ? null : oneLine(name);
    }

    /** Returns the number in the IP header; 0 where the event tells none. */
    int protocol() {
        String name = String.valueOf(text("protocol"));
        return switch (name) {
            case "TCP" -> 6;
            case "UDP" -> 17;
            case "ICMP" -> 1;
            case "ICMPV6" -> 58;
            default -> name.matches("\\d{1,3}") ? Integer.parseInt(name) : 0;
        };
    }

    static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.replaceAll("\\p{Cntrl}", "?");
            }
        }
        return text;
    }
}
