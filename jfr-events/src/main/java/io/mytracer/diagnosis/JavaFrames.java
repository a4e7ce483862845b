package io.mytracer.diagnosis;

import java.util.List;

/** The frames of the application that an event tells of: those of the JDK above are left out. */
final class JavaFrames {
    private static final int MOST = 5;
    private static final String[] JDK = {"java.", "javax.", "jdk.", "sun.", "com.sun.", "kernel."};

    private JavaFrames() {}

    /** Returns the innermost frames, at most five; empty where the event has none. */
    static List<String> of(SeenEvent event) {
        String text = event.text("javaStack");
        List<String> frames = text == null ? event.stack() : text.lines().toList();
        List<String> own = frames.stream().filter(JavaFrames::isOwn).limit(MOST).toList();
        if (!own.isEmpty() || text == null) {
            return own;
        }
        return frames.stream().limit(MOST).toList();
    }

    private static boolean isOwn(String frame) {
        String method = frame.substring(frame.indexOf('/') + 1);
        for (String prefix : JDK) {
            if (method.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }
}
