package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;

/**
 * What the tracer told of itself during a recording.
 *
 * @param traced whether it traced at any time
 * @param cannotTrace why it could not at some time; null if it always could
 * @param missingHops places in the kernel that it could not watch; null if none
 */
record TracerStates(boolean traced, String cannotTrace, String missingHops) {
    static TracerStates of(IItemCollection items) {
        boolean traced = false;
        String cannotTrace = null;
        String missingHops = null;
        for (IItemIterable events : items.apply(ItemFilters.type(EventNames.STATUS))) {
            EventFields fields = new EventFields(events.getType());
            for (IItem event : events) {
                String state = fields.get("state").text(event);
                if ("TRACING".equals(state)) {
                    traced = true;
                    String missing = fields.get("missingHops").text(event);
                    missingHops = missing == null ? missingHops : missing;
                } else if ("CANNOT_TRACE".equals(state)) {
                    String problem = fields.get("problem").text(event);
                    cannotTrace = problem == null ? "no reason given" : problem;
                }
            }
        }
        return new TracerStates(traced, cannotTrace, missingHops);
    }
}
