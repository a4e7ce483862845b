package io.mytracer.agent;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the agent says: lines on stderr, each behind {@code [mytracer]}. Standard output belongs to
 * the application. Thread-safe.
 */
public final class AgentLog {
    private static final String PREFIX = "[mytracer] ";
    private static final int MAX_CAUSES = 200;

    private final PrintStream out;
    private final LogLevel level;
    private final Map<String, Long> repeats = new LinkedHashMap<>();

    /**
     * A log to any stream.
     *
     * @param out where lines go
     * @param level lines above it are left out
     */
    public AgentLog(PrintStream out, LogLevel level) {
        this.out = out;
        this.level = level;
    }

    /**
     * A log to stderr as it is now; the application may replace {@code System.err} later.
     *
     * @param level lines above it are left out
     * @return the log
     */
    public static AgentLog stderr(LogLevel level) {
        return new AgentLog(System.err, level);
    }

    /**
     * Says that something does not work. The same line is said once; how often it came again is
     * told by {@link #reportRepeats}.
     *
     * @param line what, why and the remedy
     */
    public void warn(String line) {
        synchronized (repeats) {
            Long count = repeats.get(line);
            if (count != null) {
                repeats.put(line, count + 1);
                return;
            }
            if (repeats.size() < MAX_CAUSES) {
                repeats.put(line, 0L);
            }
        }
        print(LogLevel.WARN, line);
    }

    /**
     * Says what the user may want to know.
     *
     * @param line one sentence
     */
    public void info(String line) {
        print(LogLevel.INFO, line);
    }

    /**
     * Says what a developer may want to know.
     *
     * @param line one sentence
     */
    public void debug(String line) {
        print(LogLevel.DEBUG, line);
    }

    /**
     * Says where a failure came from, with its stack.
     *
     * @param line what was being done
     * @param cause the failure
     */
    public void debug(String line, Throwable cause) {
        if (enabled(LogLevel.DEBUG)) {
            print(LogLevel.DEBUG, line + ": " + cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                print(LogLevel.DEBUG, "    at " + frame);
            }
            if (cause.getCause() != null) {
                debug("    caused by", cause.getCause());
            }
        }
    }

    /** Says once more, with the count, every warning that came again since the last call. */
    public void reportRepeats() {
        Map<String, Long> counted;
        synchronized (repeats) {
            counted = new LinkedHashMap<>(repeats);
            repeats.replaceAll((line, count) -> 0L);
        }
        counted.forEach(
                (line, count) -> {
                    if (count > 0) {
                        print(LogLevel.WARN, line + " (" + count + " more times)");
                    }
                });
    }

    /**
     * Whether lines of a level are printed.
     *
     * @param asked a level other than OFF
     * @return true if so
     */
    public boolean enabled(LogLevel asked) {
        return asked.compareTo(level) <= 0;
    }

    private void print(LogLevel asked, String line) {
        if (enabled(asked)) {
            out.println(PREFIX + oneLine(line));
        }
    }

    private static String oneLine(String text) {
        return text.strip().equals(text) && text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.stripTrailing().replaceAll("[\r\n]+", " | ");
    }
}
