package io.mytracer.events;

import jdk.jfr.SettingControl;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The setting {@code mytracer.SkbHop#hops}: a regular expression that a whole name of a function or
 * tracepoint is to match; empty for all that are watched. Where recordings differ, what any of them
 * wants is in all of them. What is no regular expression stands for all, and JFR logs a warning.
 *
 * <p>Thread-safe.
 */
public final class HopsSetting extends SettingControl {
    private volatile String value = "";
    private volatile Pattern wanted;

    /** JFR makes the one of {@link SkbHop}. */
    public HopsSetting() {}

    boolean accepts(String function) {
        Pattern pattern = wanted;
        return pattern == null || function != null && pattern.matcher(function).matches();
    }

    @Override
    public String combine(Set<String> values) {
        if (values.size() == 1) {
            return values.iterator().next();
        }
        return values.stream().anyMatch(String::isBlank)
                ? ""
                : new TreeSet<>(values)
                        .stream().map(each -> "(?:" + each + ")").collect(Collectors.joining("|"));
    }

    @Override
    public void setValue(String text) {
        value = "";
        wanted = null;
        wanted = text.isBlank() ? null : Pattern.compile(text);
        value = text;
    }

    @Override
    public String getValue() {
        return value;
    }
}
