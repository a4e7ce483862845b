package io.mytracer.events;

import java.util.StringJoiner;

/** Writes the frames of a Java stack the way the events tell them. */
public final class JavaStack {
    private static final int MOST_FRAMES = 64;

    private JavaStack() {}

    /**
     * Writes frames, innermost first, one line each; the outermost of many are left out.
     *
     * @param frames as {@link Thread#getStackTrace} gives them
     * @param first how many of the innermost are left out
     * @return null where there is none
     */
    public static String text(StackTraceElement[] frames, int first) {
        StringJoiner text = new StringJoiner("\n");
        for (int i = first; i < frames.length && i < first + MOST_FRAMES; i++) {
            text.add(frames[i].toString());
        }
        return text.length() == 0 ? null : text.toString();
    }
}
