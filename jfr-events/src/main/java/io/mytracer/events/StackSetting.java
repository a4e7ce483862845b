package io.mytracer.events;

import jdk.jfr.SettingControl;

import java.util.List;
import java.util.Set;

/**
 * The setting {@code mytracer.SkbHop#stack}: which hops have a kernel stack; {@code none}, {@code
 * drops}, {@code sampled} or {@code all}, empty for what the agent's option says. Where recordings
 * differ, the one that wants most has its way.
 *
 * <p>Thread-safe.
 */
public final class StackSetting extends SettingControl {
    private static final List<String> LEAST_FIRST = List.of("", "none", "drops", "sampled", "all");

    private static volatile String anyWanted = "";

    private volatile String value = "";

    /** JFR makes the one of {@link SkbHop}. */
    public StackSetting() {}

    /**
     * Returns what recordings want.
     *
     * @return one of the words of this setting; empty where none says anything
     */
    public static String wanted() {
        return anyWanted;
    }

    @Override
    public String combine(Set<String> values) {
        String most = "";
        for (String each : values) {
            most = rank(each) > rank(most) ? each : most;
        }
        return most;
    }

    private static int rank(String value) {
        int rank = LEAST_FIRST.indexOf(value);
        if (rank < 0) {
            throw new IllegalArgumentException(
                    "'" + value + "' is none of none, drops, sampled and all");
        }
        return rank;
    }

    @Override
    public void setValue(String text) {
        if (rank(text) >= 0) {
            value = text;
            anyWanted = text;
        }
    }

    @Override
    public String getValue() {
        return value;
    }
}
