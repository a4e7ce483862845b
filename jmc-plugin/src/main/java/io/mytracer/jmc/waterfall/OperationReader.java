package io.mytracer.jmc.waterfall;

import static java.util.Comparator.comparingLong;

import io.mytracer.jmc.EventField;

import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what Java threads did with sockets: the agent's own events and those of the JDK. */
final class OperationReader {
    private static final String IO = "mytracer.SocketIo";
    private static final String READ = "jdk.SocketRead";
    private static final String WRITE = "jdk.SocketWrite";
    private static final Set<String> READS = Set.of("read", "readv", "receive");

    private OperationReader() {}

    static List<JavaOperation> read(IItemCollection items) {
        List<JavaOperation> operations = new ArrayList<>();
        for (IItemIterable events : items.apply(ItemFilters.type(IO, READ, WRITE))) {
            read(events, operations);
        }
        operations.sort(comparingLong(JavaOperation::start));
        return operations;
    }

    private static void read(IItemIterable events, List<JavaOperation> into) {
        IType<IItem> type = events.getType();
        IMemberAccessor<IQuantity, IItem> start = JfrAttributes.START_TIME.getAccessor(type);
        IMemberAccessor<IQuantity, IItem> end = JfrAttributes.END_TIME.getAccessor(type);
        IMemberAccessor<IMCThread, IItem> thread = JfrAttributes.EVENT_THREAD.getAccessor(type);
        boolean isOurs = type.getIdentifier().equals(IO);
        EventField operation = EventField.of(type, "operation");
        EventField flow = EventField.of(type, "flow");
        EventField firstSeq = EventField.of(type, "firstSeq");
        EventField lastSeq = EventField.of(type, "lastSeq");
        for (IItem event : events) {
            String name = isOurs ? operation.text(event) : type.getName();
            IMCThread who = thread == null ? null : thread.getMember(event);
            into.add(
                    new JavaOperation(
                            TraceReader.nanos(start, event),
                            TraceReader.nanos(end, event),
                            name == null ? "call" : name,
                            isOurs ? READS.contains(name) : type.getIdentifier().equals(READ),
                            who == null || who.getThreadId() == null ? 0 : who.getThreadId(),
                            who == null ? "unknown thread" : who.getThreadName(),
                            flow.number(event),
                            isOurs ? firstSeq.number(event) : -1,
                            isOurs ? lastSeq.number(event) : -1,
                            event));
        }
    }
}
