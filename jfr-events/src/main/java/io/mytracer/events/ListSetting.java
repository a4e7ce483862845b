package io.mytracer.events;

import jdk.jfr.SettingControl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A setting that lists what is wanted, separated by commas; empty stands for all. Where recordings
 * differ, what any of them wants is in all of them, as with JFR's own settings.
 *
 * <p>A value that is none stands for all, and JFR logs a warning. Thread-safe.
 *
 * @param <T> what is listed
 */
public abstract class ListSetting<T> extends SettingControl {
    private volatile String value = "";
    private volatile List<T> wanted = List.of();

    /** For the settings of this package. */
    ListSetting() {}

    /** Reads one of the list, or complains by an IllegalArgumentException. */
    abstract T parse(String text);

    /** Returns what is wanted; empty for all. */
    final List<T> wanted() {
        return wanted;
    }

    @Override
    public final String combine(Set<String> values) {
        Set<String> all = new TreeSet<>();
        for (String each : values) {
            if (each.isBlank()) {
                return "";
            }
            all.add(each.strip());
        }
        return String.join(",", all);
    }

    @Override
    public final void setValue(String text) {
        value = "";
        wanted = List.of();
        List<T> parsed = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            parsed.add(parse(part.strip()));
        }
        wanted = List.copyOf(parsed);
        value = text.strip();
    }

    @Override
    public final String getValue() {
        return value;
    }
}
