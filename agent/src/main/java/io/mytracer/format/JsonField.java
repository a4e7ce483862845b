package io.mytracer.format;

import jdk.jfr.EventType;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A field of an event type, and how its values look in JSON. */
record JsonField(String name, Kind kind) {

    /** What a value is. */
    enum Kind {
        TEXT,
        LINES,
        FLAG,
        INTEGER,
        UNSIGNED,
        ADDRESS,
        NANOSECONDS,
        FRACTION,
        THREAD,
        STACK
    }

    /** Returns the fields of a type but its start, in their order. */
    static List<JsonField> of(EventType type) {
        return type.getFields().stream()
                .filter(field -> !field.getName().equals("startTime"))
                .map(field -> new JsonField(field.getName(), kind(field)))
                .toList();
    }

    private static Kind kind(ValueDescriptor field) {
        if (field.getName().equals("kernelStack") || field.getName().equals("javaStack")) {
            return Kind.LINES;
        }
        if (field.getAnnotation(Timespan.class) != null) {
            return Kind.NANOSECONDS;
        }
        if (field.getAnnotation(MemoryAddress.class) != null) {
            return Kind.ADDRESS;
        }
        return switch (field.getTypeName()) {
            case "java.lang.Thread" -> Kind.THREAD;
            case "jdk.types.StackTrace" -> Kind.STACK;
            case "boolean" -> Kind.FLAG;
            case "float", "double" -> Kind.FRACTION;
            case "byte", "short", "int", "long" ->
                    field.getAnnotation(Unsigned.class) == null ? Kind.INTEGER : Kind.UNSIGNED;
            default -> Kind.TEXT;
        };
    }

    void write(RecordedEvent event, JsonText json) throws IOException {
        switch (kind) {
            case FLAG -> json.literal(Boolean.toString(event.getBoolean(name)));
            case INTEGER -> json.literal(Long.toString(event.getLong(name)));
            case UNSIGNED -> json.literal(Long.toUnsignedString(event.getLong(name)));
            case ADDRESS -> json.text("0x" + Long.toHexString(event.getLong(name)));
            case NANOSECONDS -> json.literal(nanos(event.getDuration(name)));
            case FRACTION -> json.literal(Float.toString(event.getFloat(name)));
            case THREAD -> thread(event.getThread(name), json);
            case STACK -> stack(event.getStackTrace(), json);
            case LINES -> lines(event.getString(name), json);
            case TEXT -> {
                Object value = event.getValue(name);
                json.text(value == null ? null : value.toString());
            }
        }
    }

    /** The ends of the range stand for "not available" and "for ever" (RecordedObject, JDK 25). */
    private static String nanos(Duration time) {
        long seconds = time.toSeconds();
        return seconds == Long.MIN_VALUE || seconds == Long.MAX_VALUE
                ? "null"
                : Long.toString(time.toNanos());
    }

    private static void thread(RecordedThread thread, JsonText json) throws IOException {
        if (thread == null) {
            json.text(null);
            return;
        }
        json.begin('{');
        json.name("name")
                .text(thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName());
        json.name("javaThreadId").literal(Long.toString(thread.getJavaThreadId()));
        json.name("osThreadId").literal(Long.toString(thread.getOSThreadId()));
        json.name("virtual").literal(Boolean.toString(thread.isVirtual()));
        json.end('}');
    }

    private static void stack(RecordedStackTrace stack, JsonText json) throws IOException {
        if (stack == null) {
            json.text(null);
            return;
        }
        json.begin('[');
        for (RecordedFrame frame : stack.getFrames()) {
            RecordedMethod method = frame.getMethod();
            String line = frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber();
            json.text(method.getType().getName() + "." + method.getName() + line);
        }
        json.end(']');
    }

    private static void lines(String text, JsonText json) throws IOException {
        if (text == null) {
            json.text(null);
            return;
        }
        json.begin('[');
        for (String line : text.split("\n")) {
            json.text(line);
        }
        json.end(']');
    }
}
