package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;

import java.util.HashSet;
import java.util.Set;

/** Counts packets, of which each has an id other than 0 and may have many events. */
final class TracedPackets {
    private final Set<Long> ids = new HashSet<>();
    private long withoutId;

    private TracedPackets() {}

    /** Returns how many packets the kernel dropped; a drop without an id counts for one packet. */
    static long dropped(IItemCollection items) {
        TracedPackets drops = new TracedPackets();
        drops.add(items, EventNames.DROP);
        return drops.ids.size() + drops.withoutId;
    }

    /**
     * Returns how many packets the tracer followed: those with a hop, a path or a drop in the
     * recording, or what the tracer counted where it was asked for neither hops nor paths.
     *
     * @return 0 if the recording does not tell
     */
    static long count(IItemCollection items, TracerStates states) {
        TracedPackets followed = new TracedPackets();
        followed.add(items, EventNames.HOP);
        followed.add(items, EventNames.PATH);
        if (followed.ids.isEmpty()) {
            return states.packets();
        }
        followed.withoutId = 0;
        followed.add(items, EventNames.DROP);
        return followed.ids.size() + followed.withoutId;
    }

    private void add(IItemCollection items, String type) {
        for (IItemIterable events : items.apply(ItemFilters.type(type))) {
            EventField id = EventField.of(events, "packetId");
            for (IItem event : events) {
                long packet = id.number(event);
                if (packet == 0) {
                    withoutId++;
                } else {
                    ids.add(packet);
                }
            }
        }
    }
}
