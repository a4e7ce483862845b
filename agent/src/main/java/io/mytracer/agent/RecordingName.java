package io.mytracer.agent;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** The name of the agent's own recording, with its placeholders. */
final class RecordingName {
    /** As JFR writes times into file names. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy_MM_dd_HH_mm_ss");

    private RecordingName() {}

    /** Refuses placeholders other than %p, %t and %%. */
    static void check(String name) {
        expand(name, 0, LocalDateTime.MIN.withYear(2000));
    }

    static String expand(String name, long pid, LocalDateTime time) {
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '%') {
                expanded.append(c);
                continue;
            }
            i++;
            switch (i < name.length() ? name.charAt(i) : 0) {
                case 'p' -> expanded.append(pid);
                case 't' -> expanded.append(TIME.format(time));
                case '%' -> expanded.append('%');
                default ->
                        throw new IllegalArgumentException(
                                "'" + name + "' has a % that is not %p, %t or %%");
            }
        }
        return expanded.toString();
    }
}
