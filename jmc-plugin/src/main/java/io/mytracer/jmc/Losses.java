package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the tracer missed during a recording, by kind. */
final class Losses {
    private final Map<LossKind, Long> counts = new EnumMap<>(LossKind.class);

    private Losses() {}

    static Losses of(IItemCollection items) {
        Losses losses = new Losses();
        for (IItemIterable events : items.apply(ItemFilters.type(EventNames.LOSS))) {
            for (LossKind kind : LossKind.values()) {
                EventField field = EventField.of(events, kind.field());
                for (IItem event : events) {
                    losses.counts.merge(kind, field.number(event), Long::sum);
                }
            }
        }
        losses.counts.values().removeIf(count -> count == 0);
        return losses;
    }

    boolean none() {
        return counts.isEmpty();
    }

    /** Returns how much is missing that happened. */
    long hidden() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().hidesEvents())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns a line for each kind, with what not to trust because of it. */
    List<String> lines() {
        return counts.entrySet().stream()
                .map(
                        e ->
                                e.getValue()
                                        + " "
                                        + e.getKey().meaning()
                                        + ". "
                                        + e.getKey().consequence())
                .toList();
    }
}
