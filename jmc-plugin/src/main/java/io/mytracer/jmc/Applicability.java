package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.flightrecorder.jdk.JdkAttributes;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/**
 * Whether a recording can answer a question about packets at all.
 *
 * <p>Not JMC's required events: it takes a type for enabled only where exactly one setting says so
 * (RulesToolkit.isEventsEnabled of JMC 9.1), and a recording of two chunks says so twice.
 */
final class Applicability {
    private Applicability() {}

    /**
     * Says why the absence of an event means nothing.
     *
     * @return null if the recording would have the event had it happened
     */
    static String obstacle(IItemCollection items, String type, TracerStates states) {
        if (items.apply(ItemFilters.type(type)).hasItems()) {
            return null;
        }
        if (!isEnabled(items, type)) {
            return "The recording has no event "
                    + type
                    + ", and nothing in it says that it was asked for. Start the JVM with"
                    + " -javaagent:mytracer-agent.jar, and record with the settings"
                    + " mytracer-profile or mytracer-continuous.";
        }
        if (states.traced() || hasPackets(items)) {
            return null;
        }
        return states.cannotTrace() != null
                ? "The tracer could not trace; the rule about the tracer tells why."
                : "The tracer did not trace during this recording.";
    }

    /**
     * False also in a chunk that was begun before the agent came: JFR notes settings at its start.
     */
    private static boolean isEnabled(IItemCollection items, String type) {
        return items.apply(RulesToolkit.getSettingsFilter("enabled", type))
                .apply(ItemFilters.equals(JdkAttributes.REC_SETTING_VALUE, "true"))
                .hasItems();
    }

    private static boolean hasPackets(IItemCollection items) {
        return items.apply(
                        ItemFilters.type(
                                EventNames.HOP,
                                EventNames.PATH,
                                EventNames.DROP,
                                EventNames.RESET,
                                EventNames.RETRANSMIT))
                .hasItems();
    }
}
