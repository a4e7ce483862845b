package io.mytracer.jmc;

import static java.util.Comparator.comparingLong;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

import java.util.ArrayList;
import java.util.List;

/**
 * What the tracer told of itself during a recording.
 *
 * @param reported whether it said anything
 * @param traced whether it traced at any time
 * @param cannotTrace why it could not, as it said last; null if it always could
 * @param problem what it complained of while it traced; null if of nothing
 * @param missingHops hooks that it could not attach; null if none
 * @param packets how many packets it followed; 0 if it does not tell
 * @param records how many records its kernel side made; 0 if it does not tell
 */
record TracerStates(
        boolean reported,
        boolean traced,
        String cannotTrace,
        String problem,
        String missingHops,
        long packets,
        long records) {

    private record State(
            long time, String state, String problem, String missing, long packets, long records) {

        boolean is(String name) {
            return name.equals(state);
        }
    }

    static TracerStates of(IItemCollection items) {
        List<State> states = read(items);
        String cannotTrace = null;
        String problem = null;
        String missingHops = null;
        boolean traced = false;
        Growth packets = new Growth();
        Growth records = new Growth();
        for (State state : states) {
            if (state.is("CANNOT_TRACE")) {
                cannotTrace = state.problem == null ? "no reason given" : state.problem;
            } else if (state.is("TRACING")) {
                traced = true;
                problem = state.problem == null ? problem : state.problem;
                missingHops = state.missing == null ? missingHops : state.missing;
                packets.add(state.packets);
                records.add(state.records);
            }
        }
        return new TracerStates(
                !states.isEmpty(),
                traced,
                cannotTrace,
                problem,
                missingHops,
                packets.total(),
                records.total());
    }

    private static List<State> read(IItemCollection items) {
        List<State> states = new ArrayList<>();
        for (IItemIterable events : items.apply(ItemFilters.type(EventNames.STATUS))) {
            var time = JfrAttributes.END_TIME.getAccessor(events.getType());
            EventField state = EventField.of(events, "state");
            EventField problem = EventField.of(events, "problem");
            EventField missing = EventField.of(events, "missingHops");
            EventField packets = EventField.of(events, "packets");
            EventField records = EventField.of(events, "recordsProduced");
            for (IItem event : events) {
                IQuantity at = time.getMember(event);
                states.add(
                        new State(
                                at.clampedLongValueIn(UnitLookup.EPOCH_NS),
                                state.text(event),
                                problem.text(event),
                                missing.text(event),
                                packets.number(event),
                                records.number(event)));
            }
        }
        states.sort(comparingLong(State::time));
        return states;
    }
}
