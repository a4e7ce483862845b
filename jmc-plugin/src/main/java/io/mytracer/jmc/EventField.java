package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.unit.IQuantity;

/**
 * A field of the events of one type, by its name alone.
 *
 * <p>JMC finds fields by name and content type, and hands out null where they do not fit: a long
 * without an annotation is a {@link Number}, with one it is an {@link IQuantity}. Here both are
 * numbers, and a field that an older agent does not write is empty. Immutable.
 */
public final class EventField {
    private static final EventField ABSENT = new EventField(item -> null);

    private final IMemberAccessor<?, IItem> accessor;

    private EventField(IMemberAccessor<?, IItem> accessor) {
        this.accessor = accessor;
    }

    /** Finds the field of a type by its name; one that the type does not have is empty. */
    public static EventField of(IType<IItem> type, String name) {
        for (IAccessorKey<?> key : type.getAccessorKeys().keySet()) {
            if (key.getIdentifier().equals(name)) {
                return new EventField(type.getAccessor(key));
            }
        }
        return ABSENT;
    }

    /** Returns null where there is none. */
    public Object value(IItem event) {
        return accessor.getMember(event);
    }

    /** Returns null where there is no text. */
    public String text(IItem event) {
        return accessor.getMember(event) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** Returns the number in the unit that it was written in; 0 where there is none. */
    public long number(IItem event) {
        Object value = accessor.getMember(event);
        if (value instanceof IQuantity quantity) {
            return quantity.longValue();
        }
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** Returns false where there is no such field. */
    public boolean flag(IItem event) {
        return Boolean.TRUE.equals(accessor.getMember(event));
    }
}
