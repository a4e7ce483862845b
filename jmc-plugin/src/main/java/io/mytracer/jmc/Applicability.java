package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.flightrecorder.jdk.JdkAttributes;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

import java.util.List;

/**
 * Whether a recording can answer a question about packets at all.
 *
 * <p>Not JMC's required events: it takes a type for enabled only where exactly one setting says so
 * (RulesToolkit.isEventsEnabled of JMC 9.1), and a recording of two chunks says so twice.
 */
final class Applicability {
    private Applicability() {}

    /**
     * Says why it means nothing that nothing is wrong.
     *
     * @param types of events, of which one would tell what is wrong
     * @return null if the recording would have such an event
     */
    static String obstacle(IItemCollection items, List<String> types, TracerStates states) {
        if (types.stream().noneMatch(type -> has(items, type) || isEnabled(items, type))) {
            return "The recording has no event "
                    + String.join(" or ", types)
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

    private static boolean has(IItemCollection items, String type) {
        return items.apply(ItemFilters.type(type)).hasItems();
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
                                EventNames.VERDICT,
                                EventNames.DROP,
                                EventNames.RESET,
                                EventNames.RETRANSMIT,
                                EventNames.QUEUE))
                .hasItems();
    }
}
