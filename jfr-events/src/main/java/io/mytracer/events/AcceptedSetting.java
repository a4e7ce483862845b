package io.mytracer.events;

import jdk.jfr.SettingControl;

import java.util.Set;

/**
 * The setting {@code mytracer.NetfilterVerdict#accepted}: {@code true} or {@code false}. Where
 * recordings differ, the one that wants more has its way, as with JFR's own settings.
 *
 * <p>Thread-safe.
 */
public final class AcceptedSetting extends SettingControl {
    private static volatile boolean anyWanted = true;

    private volatile boolean wanted = true;

    /** JFR makes the one of {@link NetfilterVerdict}. */
    public AcceptedSetting() {}

    /**
     * Whether a recording wants verdicts that let a packet go on, so that the kernel has to tell
     * them.
     */
    public static boolean isWanted() {
        return anyWanted;
    }

    boolean accepts(String verdict) {
        return wanted || !NetfilterVerdict.ACCEPT.equals(verdict);
    }

    @Override
    public String combine(Set<String> values) {
        return Boolean.toString(values.stream().anyMatch(Boolean::parseBoolean));
    }

    @Override
    public void setValue(String value) {
        wanted = Boolean.parseBoolean(value);
        anyWanted = wanted;
    }

    @Override
    public String getValue() {
        return Boolean.toString(wanted);
    }
}
