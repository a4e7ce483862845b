package io.mytracer.format;

import io.mytracer.events.NetfilterVerdict;

import jdk.jfr.consumer.RecordedEvent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The way of one packet, as its events tell it in the order of their times. Not thread-safe. */
public final class Journey {

    /**
     * What happened to the packet.
     *
     * @param nanos when it began, since 1970
     * @param endNanos when it ended, since 1970
     * @param name stage of a hop, else what kind of event it was
     * @param isHop whether the packet was in a stage from then on
     * @param place see {@link Place}; of a drop, behind it, the function that dropped
     * @param device where it was; null where it was at none
     * @param isBad whether somebody will ask why
     * @param stack lines of the kernel stack; none where it is not asked for
     */
    record Step(
            long nanos,
            long endNanos,
            String name,
            boolean isHop,
            String place,
            String device,
            boolean isBad,
            List<String> stack) {}

    private final List<Step> steps = new ArrayList<>();
    private final String packetId;
    private final String direction;
    private Row first;
    private String outcome;
    private String thread;
    private long endNanos;
    private int events;

    /**
     * A way of which nothing is known yet.
     *
     * @param recorded an event of the packet
     */
    public Journey(RecordedEvent recorded) {
        Fields event = new Fields(recorded);
        packetId = Long.toUnsignedString(event.number("packetId"));
        direction = event.text("direction");
    }

    /** Whether an event tells of a packet's way: without a packet it is a call on a socket. */
    public static boolean isOnOne(RecordedEvent recorded) {
        Fields event = new Fields(recorded);
        return event.number("packetId") != 0
                && (event.type().equals("mytracer.PacketPath") || Place.of(event) != null);
    }

    /**
     * Adds an event of this packet.
     *
     * @param recorded later than those before
     * @param withStack whether its kernel stack is to be shown
     */
    public void add(RecordedEvent recorded, boolean withStack) {
        Fields event = new Fields(recorded);
        events++;
        endNanos = Math.max(endNanos, event.endNanos());
        if (thread == null) {
            thread = event.thread();
        }
        if (event.type().equals("mytracer.PacketPath")) {
            outcome = event.text("outcome");
            return;
        }
        Row row = RowReader.read(event);
        if (first == null) {
            first = row;
        }
        boolean isHop = event.type().equals("mytracer.SkbHop");
        steps.add(
                new Step(
                        row.nanos(),
                        event.endNanos(),
                        isHop ? event.text("stage") : kind(event),
                        isHop,
                        place(row, event),
                        row.device(),
                        isBad(event),
                        withStack ? event.lines("kernelStack") : List.of()));
    }

    private static String place(Row row, Fields event) {
        String location =
                event.type().equals("mytracer.KernelDrop") ? event.text("location") : null;
        return location == null ? row.place() : row.place() + " at " + location;
    }

    private static String kind(Fields event) {
        return switch (event.type()) {
            case "mytracer.NetfilterVerdict" -> "verdict";
            case "mytracer.KernelDrop" -> "drop";
            case "mytracer.TcpReset" -> "reset";
            default -> "retransmit";
        };
    }

    private static boolean isBad(Fields event) {
        return switch (event.type()) {
            case "mytracer.SkbHop" -> false;
            case "mytracer.NetfilterVerdict" ->
                    !NetfilterVerdict.ACCEPT.equals(event.text("verdict"));
            default -> true;
        };
    }

    String packetId() {
        return packetId;
    }

    /** Returns IN, OUT or FORWARD; null where unknown. */
    String direction() {
        return direction;
    }

    /** Returns how it ended, see {@code PacketPath}; null where unknown. */
    String outcome() {
        return outcome;
    }

    /** Returns the Java thread; null where unknown. */
    String thread() {
        return thread;
    }

    /** Whether there is no step: all were left out, and only how it ended is known. */
    public boolean isEmpty() {
        return first == null;
    }

    /** Returns the packet as it was met first; null where there is no step. */
    Row first() {
        return first;
    }

    List<Step> steps() {
        return steps;
    }

    /** Returns how many events it is made of. */
    public int events() {
        return events;
    }

    /** Returns the end of the last event, in nanoseconds since 1970. */
    long endNanos() {
        return endNanos;
    }

    /** Returns the nanoseconds from the first step to the end of the last. */
    long total() {
        return steps.stream().mapToLong(Step::endNanos).max().orElse(0) - first.nanos();
    }

    /** Returns the stage with the most time, and that in nanoseconds; null where there are none. */
    Map.Entry<String, Long> slowest() {
        Map<String, Long> times = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step.isHop()) {
                times.merge(step.name(), step.endNanos() - step.nanos(), Long::sum);
            }
        }
        return times.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
    }
}
