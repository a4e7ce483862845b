package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.unit.IQuantity;

/**
 * A field of the events of one type, by its name alone.
 *
 * <p>JMC finds fields by name and content type, and hands out null where they do not fit: a long
 * without an annotation is a {@link Number}, with one it is an {@link IQuantity}. Here both are
 * numbers, and a field that an older agent does not write is empty.
 */
final class EventField {
    private static final EventField ABSENT = new EventField(item -> null);

    private final IMemberAccessor<?, IItem> accessor;

    private EventField(IMemberAccessor<?, IItem> accessor) {
        this.accessor = accessor;
    }

    static EventField of(IItemIterable events, String name) {
        for (IAccessorKey<?> key : events.getType().getAccessorKeys().keySet()) {
            if (key.getIdentifier().equals(name)) {
                return new EventField(events.getType().getAccessor(key));
            }
        }
        return ABSENT;
    }

    /** Returns null where there is no text. */
    String text(IItem event) {
        return accessor.getMember(event) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** Returns 0 where there is no number. */
    long number(IItem event) {
        Object value = accessor.getMember(event);
        if (value instanceof IQuantity quantity) {
            return quantity.longValue();
        }
        return value instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(IItem event) {
        return Boolean.TRUE.equals(accessor.getMember(event));
    }
}
