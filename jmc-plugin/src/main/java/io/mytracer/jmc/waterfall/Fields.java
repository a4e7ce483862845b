package io.mytracer.jmc.waterfall;

import io.mytracer.jmc.EventField;

import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemToolkit;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

import java.util.List;

/**
 * The fields of one event, looked up by name: for what is shown, not for reading millions.
 *
 * @param event of any type
 */
record Fields(IItem event) {

    /** Returns null where there is no text. */
    String text(String name) {
        return EventField.of(ItemToolkit.getItemType(event), name).text(event);
    }

    /** Returns 0 where there is no number. */
    long number(String name) {
        return EventField.of(ItemToolkit.getItemType(event), name).number(event);
    }

    boolean flag(String name) {
        return EventField.of(ItemToolkit.getItemType(event), name).flag(event);
    }

    List<String> lines(String name) {
        String text = text(name);
        return text == null ? List.of() : text.lines().map(String::strip).toList();
    }

    /** Returns null where no Java thread is known. */
    IMCThread thread() {
        IMemberAccessor<IMCThread, IItem> thread =
                JfrAttributes.EVENT_THREAD.getAccessor(ItemToolkit.getItemType(event));
        return thread == null ? null : thread.getMember(event);
    }

    /** Returns null where JFR took none. */
    IMCStackTrace stack() {
        IMemberAccessor<IMCStackTrace, IItem> stack =
                JfrAttributes.EVENT_STACKTRACE.getAccessor(ItemToolkit.getItemType(event));
        return stack == null ? null : stack.getMember(event);
    }

    /** Returns what the JDK's events, and ours, call the number of bytes. */
    String bytesField() {
        return switch (event.getType().getIdentifier()) {
            case "jdk.SocketRead" -> "bytesRead";
            case "jdk.SocketWrite" -> "bytesWritten";
            default -> "bytes";
        };
    }
}
