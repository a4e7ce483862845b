package io.mytracer.report;

import io.mytracer.diagnosis.SeenEvent;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;

import java.time.Instant;
import java.util.List;

/** An event as the JDK reads it from a file. */
final class RecordedSeenEvent implements SeenEvent {
    private final RecordedEvent event;
    private final String type;

    RecordedSeenEvent(RecordedEvent event) {
        this.event = event;
        type = event.getEventType().getName();
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public long startNanos() {
        Instant start = event.getStartTime();
        return start.getEpochSecond() * 1_000_000_000L + start.getNano();
    }

    @Override
    public long durationNanos() {
        return event.hasField("duration") ? event.getDuration().toNanos() : 0;
    }

    @Override
    public String text(String field) {
        return value(field) instanceof String text ? text : null;
    }

    @Override
    public long number(String field) {
        return value(field) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public boolean flag(String field) {
        return value(field) instanceof Boolean flag && flag;
    }

    private Object value(String field) {
        return event.hasField(field) ? event.getValue(field) : null;
    }

    @Override
    public String thread() {
        if (!(value("eventThread") instanceof RecordedThread thread)) {
            return null;
        }
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        return name == null || name.isEmpty() ? "#" + thread.getJavaThreadId() : name;
    }

    @Override
    public List<String> stack() {
        RecordedStackTrace trace = event.getStackTrace();
        return trace == null
                ? List.of()
                : trace.getFrames().stream()
                        .filter(RecordedFrame::isJavaFrame)
                        .map(RecordedSeenEvent::text)
                        .toList();
    }

    private static String text(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName() + "():" + frame.getLineNumber();
    }
}
