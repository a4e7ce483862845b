package io.mytracer.it;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recording as the JDK reads it.
 *
 * @param events in order of start
 */
public record Recording(List<RecordedEvent> events) {

    public static Recording read(Path file) throws IOException {
        return new Recording(
                RecordingFile.readAllEvents(file).stream()
                        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                        .toList());
    }

    /** Returns the agent's events of one type, such as {@code SkbHop}. */
    public List<RecordedEvent> named(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("mytracer." + name))
                .toList();
    }

    /** Returns all events that tell of a packet or a socket. */
    public List<RecordedEvent> traffic() {
        return events.stream().filter(event -> event.hasField("sourcePort")).toList();
    }

    /** Returns the hops of each packet in order of time, the packets by their first hop. */
    public Map<Long, List<RecordedEvent>> packets() {
        return named("SkbHop").stream()
                .filter(hop -> hop.getLong("packetId") != 0)
                .collect(
                        Collectors.groupingBy(
                                hop -> hop.getLong("packetId"),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    /** Returns one segment for each packet. */
    public List<Segment> segments() {
        return packets().values().stream().map(hops -> segment(hops.getFirst())).toList();
    }

    public Stream<List<RecordedEvent>> packetsWith(String direction) {
        return packets().values().stream()
                .filter(hops -> direction.equals(hops.getFirst().getString("direction")));
    }

    /** Returns the sum of a member of all loss events. */
    public long lost(String cause) {
        return named("TracerLoss").stream().mapToLong(loss -> loss.getLong(cause)).sum();
    }

    /** Returns what the agent said of itself last. */
    public RecordedEvent lastStatus() {
        List<RecordedEvent> statuses = named("TracerStatus");
        if (statuses.isEmpty()) {
            throw new AssertionError("the recording has no TracerStatus");
        }
        return statuses.getLast();
    }

    public static Segment segment(RecordedEvent event) {
        String flags = event.getString("tcpFlags");
        return new Segment(
                InetAddress.ofLiteral(event.getString("sourceAddress")),
                event.getInt("sourcePort"),
                InetAddress.ofLiteral(event.getString("destinationAddress")),
                event.getInt("destinationPort"),
                event.getLong("seq"),
                event.getLong("ack"),
                flags == null ? "" : flags,
                event.getLong("length"));
    }

    public static List<String> functions(List<RecordedEvent> hops) {
        return hops.stream().map(hop -> hop.getString("function")).toList();
    }

    /** Returns when a packet passed a function first, or null where it did not. */
    public static Instant at(List<RecordedEvent> hops, String function) {
        return hops.stream()
                .filter(hop -> function.equals(hop.getString("function")))
                .map(RecordedEvent::getStartTime)
                .findFirst()
                .orElse(null);
    }
}
