package io.mytracer.jmc;

import io.mytracer.diagnosis.Diagnosis;
import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.Limits;
import io.mytracer.diagnosis.PeerSplit;
import io.mytracer.diagnosis.SeenEvent;

import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What the command {@code report} says of the same recording.
 *
 * @param list worst first
 * @param split where the time of each peer's traffic went; all has been seen
 */
record Findings(List<Finding> list, PeerSplit split) {
    /** What findings depend on, next to the recording. */
    private record Question(long events, Limits limits) {}

    /**
     * All rules ask the same of a recording, at the same time. JMC's window gives each of them
     * another collection of the same events (StreamModel.getItems of JMC 9.1), so a recording is
     * known by its first event.
     */
    private static final Map<IItem, Map<Question, Findings>> KNOWN = new WeakHashMap<>();

    /** Looks through all events of mytracer, once for each recording and limits. Thread-safe. */
    static Findings of(IItemCollection items, Limits limits) {
        IItemCollection ours = items.apply(ItemFilters.typeMatches(EventNames.ALL));
        IItem first = first(ours);
        if (first == null) {
            return seek(ours, limits);
        }
        long events = ours.getAggregate(Aggregators.count()).longValue();
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(first, none -> new HashMap<>())
                    .computeIfAbsent(new Question(events, limits), none -> seek(ours, limits));
        }
    }

    private static IItem first(IItemCollection items) {
        for (IItemIterable events : items) {
            Iterator<IItem> iterator = events.iterator();
            if (iterator.hasNext()) {
                return iterator.next();
            }
        }
        return null;
    }

    private static Findings seek(IItemCollection items, Limits limits) {
        Diagnosis diagnosis = new Diagnosis(limits);
        PeerSplit split = new PeerSplit();
        for (SeenEvent event : inOrder(items)) {
            diagnosis.see(event);
            split.see(event);
        }
        split.conclude();
        return new Findings(diagnosis.findings(), split);
    }

    /**
     * JMC has them by type and thread, but what follows what may tell something. Of events of one
     * type that begin and end in the same nanosecond it may hand out some twice, and others not at
     * all (DisjointBuilder of JMC 9.1).
     */
    private static List<RecordedItem> inOrder(IItemCollection items) {
        Map<IType<IItem>, EventFields> fields = new HashMap<>();
        List<RecordedItem> events = new ArrayList<>();
        for (IItemIterable some : items) {
            EventFields known = fields.computeIfAbsent(some.getType(), EventFields::new);
            for (IItem item : some) {
                events.add(new RecordedItem(item, known));
            }
        }
        events.sort(Comparator.comparingLong(RecordedItem::startNanos));
        return withoutRepeats(events);
    }

    private static List<RecordedItem> withoutRepeats(List<RecordedItem> ordered) {
        List<RecordedItem> events = new ArrayList<>(ordered.size());
        int sameTime = 0;
        for (RecordedItem event : ordered) {
            if (sameTime < events.size()
                    && events.get(sameTime).startNanos() != event.startNanos()) {
                sameTime = events.size();
            }
            if (events.subList(sameTime, events.size()).stream().noneMatch(event::isSame)) {
                events.add(event);
            }
        }
        return events;
    }
}
