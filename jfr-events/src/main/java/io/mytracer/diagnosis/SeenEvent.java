package io.mytracer.diagnosis;

import java.util.List;

/**
 * One event of a recording, whatever reads it. A field that the event does not have is null, 0 or
 * false: recordings of other versions may lack one.
 */
public interface SeenEvent {
    /** Name of the type, such as {@code mytracer.SkbHop}. */
    String type();

    /** Nanoseconds since 1970. */
    long startNanos();

    /** Nanoseconds; 0 for an event without duration. */
    long durationNanos();

    /** A field of text. */
    String text(String field);

    /** A numeric field as it was written. */
    long number(String field);

    /** A field of truth. */
    boolean flag(String field);

    /** Name of the Java thread on whose lane the event is; null where there is none. */
    String thread();

    /** Frames of the event's stack trace, top first, such as {@code java.lang.Thread.run():1}. */
    List<String> stack();
}
