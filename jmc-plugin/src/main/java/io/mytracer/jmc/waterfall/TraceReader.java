package io.mytracer.jmc.waterfall;

import static java.util.Comparator.comparingLong;

import io.mytracer.jmc.EventField;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads packets from the events of a recording. One reader reads once; not thread-safe. */
final class TraceReader {
    private static final String PATH = "mytracer.PacketPath";
    private static final String STATUS = "mytracer.TracerStatus";

    private final Map<Long, PacketBuilder> packets = new HashMap<>();
    private final List<PacketBuilder> withoutId = new ArrayList<>();

    private TraceReader() {}

    static Trace read(IItemCollection items) {
        TraceReader reader = new TraceReader();
        for (SpanKind kind : SpanKind.ALL) {
            for (IItemIterable events : items.apply(ItemFilters.type(kind.event()))) {
                reader.spans(kind, events);
            }
        }
        for (IItemIterable events : items.apply(ItemFilters.type(PATH))) {
            reader.paths(events);
        }
        return new Trace(reader.build(), OperationReader.read(items), kernel(items));
    }

    /** Returns the numbers of all packets that some events tell of. */
    static Set<Long> ids(IItemCollection items) {
        Set<Long> ids = new HashSet<>();
        for (IItemIterable events : items) {
            EventField id = EventField.of(events.getType(), "packetId");
            for (IItem event : events) {
                ids.add(id.number(event));
            }
        }
        ids.remove(0L);
        return ids;
    }

    private void spans(SpanKind kind, IItemIterable events) {
        IMemberAccessor<IQuantity, IItem> start =
                JfrAttributes.START_TIME.getAccessor(events.getType());
        IMemberAccessor<IQuantity, IItem> end =
                JfrAttributes.END_TIME.getAccessor(events.getType());
        EventField id = EventField.of(events.getType(), "packetId");
        EventField flow = EventField.of(events.getType(), "flow");
        EventField thread = EventField.of(events.getType(), "javaThreadId");
        EventField stage = EventField.of(events.getType(), "stage");
        EventField verdict = EventField.of(events.getType(), "verdict");
        for (IItem event : events) {
            PacketBuilder packet = packet(id.number(event), kind);
            if (packet == null) {
                continue;
            }
            Stage where = kind == SpanKind.VERDICT ? Stage.NETFILTER : Stage.of(stage.text(event));
            boolean isBad =
                    kind != SpanKind.HOP
                            && (kind != SpanKind.VERDICT || isRefusal(verdict.text(event)));
            packet.add(new Span(nanos(start, event), nanos(end, event), kind, where, isBad, event));
            packet.belongsTo(flow.number(event), thread.number(event));
        }
    }

    /** A hop without a packet is a thread's call on a socket; a drop without one is a packet. */
    private PacketBuilder packet(long id, SpanKind kind) {
        if (id != 0) {
            return packets.computeIfAbsent(id, PacketBuilder::new);
        }
        if (kind == SpanKind.HOP) {
            return null;
        }
        PacketBuilder packet = new PacketBuilder(0);
        withoutId.add(packet);
        return packet;
    }

    /** STOP ends the evaluation and lets the packet go on, REPEAT begins it again. */
    private static boolean isRefusal(String verdict) {
        return verdict != null
                && !verdict.equals("ACCEPT")
                && !verdict.equals("STOP")
                && !verdict.equals("REPEAT");
    }

    private void paths(IItemIterable events) {
        IMemberAccessor<IQuantity, IItem> start =
                JfrAttributes.START_TIME.getAccessor(events.getType());
        IMemberAccessor<IQuantity, IItem> end =
                JfrAttributes.END_TIME.getAccessor(events.getType());
        EventField id = EventField.of(events.getType(), "packetId");
        EventField flow = EventField.of(events.getType(), "flow");
        EventField thread = EventField.of(events.getType(), "javaThreadId");
        for (IItem event : events) {
            if (id.number(event) != 0) {
                PacketBuilder packet =
                        packets.computeIfAbsent(id.number(event), PacketBuilder::new);
                packet.add(event, nanos(start, event), nanos(end, event));
                packet.belongsTo(flow.number(event), thread.number(event));
            }
        }
    }

    private List<Packet> build() {
        List<Packet> all = new ArrayList<>(packets.size() + withoutId.size());
        packets.values().forEach(packet -> all.add(packet.build()));
        withoutId.forEach(packet -> all.add(packet.build()));
        all.sort(comparingLong(Packet::begin).thenComparing(Packet::id, Long::compareUnsigned));
        return all;
    }

    private static String kernel(IItemCollection items) {
        for (IItemIterable events : items.apply(ItemFilters.type(STATUS))) {
            EventField kernel = EventField.of(events.getType(), "kernel");
            for (IItem event : events) {
                if (kernel.text(event) != null) {
                    return kernel.text(event);
                }
            }
        }
        return null;
    }

    static long nanos(IMemberAccessor<IQuantity, IItem> time, IItem event) {
        return time.getMember(event).clampedLongValueIn(UnitLookup.EPOCH_NS);
    }
}
