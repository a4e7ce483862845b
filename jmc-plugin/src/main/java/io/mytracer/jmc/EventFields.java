package io.mytracer.jmc;

import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IType;

import java.util.HashMap;
import java.util.Map;

/** All fields of the events of one type, by their names. Not thread-safe. */
final class EventFields {
    private final IType<IItem> type;
    private final String name;
    private final Map<String, EventField> fields = new HashMap<>();

    EventFields(IType<IItem> type) {
        this.type = type;
        name = type.getIdentifier();
    }

    /** Returns the name of the type. */
    String type() {
        return name;
    }

    EventField get(String field) {
        return fields.computeIfAbsent(field, absent -> EventField.of(type, absent));
    }
}
