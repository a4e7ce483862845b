package io.mytracer.jmc;

import io.mytracer.diagnosis.SeenEvent;

import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCMethod;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

import java.util.List;

/** An event as JMC reads it from a recording. */
final class RecordedItem implements SeenEvent {
    private final IItem item;
    private final EventFields fields;
    private final long startNanos;

    RecordedItem(IItem item, EventFields fields) {
        this.item = item;
        this.fields = fields;
        // An event without duration has no start of its own.
        IQuantity start = quantity(JfrAttributes.START_TIME.getIdentifier());
        IQuantity time = start == null ? quantity(JfrAttributes.END_TIME.getIdentifier()) : start;
        startNanos = time == null ? 0 : time.clampedLongValueIn(UnitLookup.EPOCH_NS);
    }

    private IQuantity quantity(String field) {
        return fields.get(field).value(item) instanceof IQuantity quantity ? quantity : null;
    }

    /** Whether both are one event of the recording. */
    boolean isSame(RecordedItem other) {
        return item.equals(other.item);
    }

    @Override
    public String type() {
        return fields.type();
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public long durationNanos() {
        IQuantity duration = quantity(JfrAttributes.DURATION.getIdentifier());
        return duration == null ? 0 : duration.clampedLongValueIn(UnitLookup.NANOSECOND);
    }

    @Override
    public String text(String field) {
        return fields.get(field).text(item);
    }

    @Override
    public long number(String field) {
        return fields.get(field).number(item);
    }

    @Override
    public boolean flag(String field) {
        return fields.get(field).flag(item);
    }

    @Override
    public String thread() {
        if (!(fields.get(JfrAttributes.EVENT_THREAD.getIdentifier()).value(item)
                instanceof IMCThread thread)) {
            return null;
        }
        String name = thread.getThreadName();
        return name == null || name.isEmpty() ? "#" + thread.getThreadId() : name;
    }

    @Override
    public List<String> stack() {
        return fields.get(JfrAttributes.EVENT_STACKTRACE.getIdentifier()).value(item)
                        instanceof IMCStackTrace trace
                ? trace.getFrames().stream().map(RecordedItem::text).toList()
                : List.of();
    }

    private static String text(IMCFrame frame) {
        IMCMethod method = frame.getMethod();
        return method.getType().getFullName()
                + "."
                + method.getMethodName()
                + "():"
                + frame.getFrameLineNumber();
    }
}
