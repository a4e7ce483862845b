package io.mytracer.demo;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

import java.time.Duration;
import java.time.Instant;

/** A {@code mytracer.SkbHop} of a recording, as far as the report shows it. */
record Hop(
        long packetId,
        Instant start,
        Duration time,
        String direction,
        String stage,
        String function,
        String tcpFlags,
        String connection,
        long length,
        String device,
        int cpu,
        String thread) {

    static Hop of(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        return new Hop(
                event.getLong("packetId"),
                event.getStartTime(),
                event.getDuration(),
                text(event, "direction"),
                text(event, "stage"),
                text(event, "function"),
                text(event, "tcpFlags"),
                connection(event),
                event.getLong("length"),
                text(event, "device"),
                event.getInt("cpu"),
                thread == null ? "" : threadName(thread));
    }

    /** {@code address:port → address:port} of any packet event. */
    static String connection(RecordedEvent event) {
        return end(event, "source") + " → " + end(event, "destination");
    }

    static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "" : text;
    }

    private static String end(RecordedEvent event, String side) {
        String address = text(event, side + "Address");
        return (address.contains(":") ? "[" + address + "]" : address)
                + ":"
                + event.getInt(side + "Port");
    }

    private static String threadName(RecordedThread thread) {
        String name = thread.getJavaName();
        if (name == null || name.isEmpty()) {
            return thread.isVirtual() ? "virtual #" + thread.getJavaThreadId() : thread.getOSName();
        }
        return name;
    }
}
