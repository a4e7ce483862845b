package io.mytracer.it;

import jdk.jfr.consumer.RecordedEvent;

import org.assertj.core.api.AbstractAssert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a recording has to fulfil. */
public final class RecordingAssert extends AbstractAssert<RecordingAssert, Recording> {
    private static final int SHOWN = 12;

    /** Functions and stages that a packet may pass more than once. */
    private static final Set<String> MANY_TIMES =
            Set.of("skb_copy_datagram_iovec", "sk_data_ready", "CAPTURE", "NETFILTER");

    private RecordingAssert(Recording actual) {
        super(actual, RecordingAssert.class);
    }

    public static RecordingAssert assertThat(Recording recording) {
        return new RecordingAssert(recording);
    }

    /** The tracer says that nothing has escaped it. */
    public RecordingAssert hasNoLoss() {
        hasNoLossButByRecursion();
        if (actual.lost("recursion") != 0) {
            throw new RecursionLoss(actual.lost("recursion"));
        }
        return this;
    }

    /** As {@link #hasNoLoss}, where what is lost by recursion is asked for by the test. */
    public RecordingAssert hasNoLossButByRecursion() {
        for (String cause : List.of("ringFull", "mapFull", "stackLost", "unmatched")) {
            if (actual.lost(cause) != 0) {
                failWithMessage("%d lost by %s", actual.lost(cause), cause);
            }
        }
        return this;
    }

    /** The recording has exactly these packets, each as often as it was seen by the witness. */
    public RecordingAssert hasExactlyThePackets(List<Segment> witnessed) {
        return hasExactlyThePackets(witnessed, actual.segments());
    }

    /** As {@link #hasExactlyThePackets(List)}, for the packets of one port. */
    public RecordingAssert hasExactlyThePacketsOf(int port, List<Segment> witnessed) {
        return hasExactlyThePackets(
                witnessed.stream().filter(s -> s.touches(port)).toList(),
                actual.segments().stream().filter(s -> s.touches(port)).toList());
    }

    /** As {@link #hasExactlyThePackets(List)}, for some of the packets of the recording. */
    public RecordingAssert hasExactlyThePackets(List<Segment> witnessed, List<Segment> recorded) {
        if (witnessed.isEmpty()) {
            failWithMessage("the witness saw nothing: the test shows nothing");
        }
        List<Segment> missing = new ArrayList<>(subtract(witnessed, recorded));
        List<Segment> extra = new ArrayList<>(subtract(recorded, witnessed));
        if (!missing.isEmpty() || !extra.isEmpty()) {
            failWithMessage(
                    "witnessed %d packets, recorded %d%n%d are not in the recording: %s%n%d are in"
                            + " the recording only: %s%nlost: ring %d, map %d, recursion %d",
                    witnessed.size(),
                    recorded.size(),
                    missing.size(),
                    show(missing),
                    extra.size(),
                    show(extra),
                    actual.lost("ringFull"),
                    actual.lost("mapFull"),
                    actual.lost("recursion"));
        }
        return this;
    }

    /** Not one event is about other traffic. */
    public RecordingAssert hasOnlyPorts(Integer... ports) {
        Set<Integer> allowed = Set.of(ports);
        List<RecordedEvent> foreign =
                actual.traffic().stream()
                        .filter(
                                event ->
                                        !allowed.contains(event.getInt("sourcePort"))
                                                && !allowed.contains(
                                                        event.getInt("destinationPort")))
                        .toList();
        if (!foreign.isEmpty()) {
            failWithMessage(
                    "%d events are about other ports than %s, first: %s",
                    foreign.size(), allowed, foreign.getFirst());
        }
        return this;
    }

    /** All hops of a packet tell of the same packet, and none stands twice at the same place. */
    public RecordingAssert hasConsistentPackets() {
        actual.packets()
                .forEach(
                        (id, hops) -> {
                            sameInAll(id, hops, Recording::segment);
                            sameInAll(id, hops, hop -> hop.getLong("netns"));
                            noneTwice(id, hops);
                        });
        return this;
    }

    /** A followed packet has a path event, which counts its hops. */
    public RecordingAssert hasPathForEachPacket() {
        Map<Long, List<RecordedEvent>> paths =
                actual.named("PacketPath").stream()
                        .collect(Collectors.groupingBy(path -> path.getLong("packetId")));
        actual.packets()
                .forEach(
                        (id, hops) -> {
                            List<RecordedEvent> path = paths.getOrDefault(id, List.of());
                            if (path.size() != 1) {
                                failWithMessage(
                                        "%d PacketPath events for packet %d with hops %s",
                                        path.size(), id, Recording.functions(hops));
                            }
                        });
        return this;
    }

    private <T> void sameInAll(
            Long id, List<RecordedEvent> hops, Function<RecordedEvent, T> property) {
        Set<T> values = hops.stream().map(property).collect(Collectors.toSet());
        if (values.size() != 1) {
            failWithMessage(
                    "packet %d with hops %s is told of differently: %s",
                    id, Recording.functions(hops), values);
        }
    }

    private void noneTwice(Long id, List<RecordedEvent> hops) {
        // A packet may be taken in parts, wake its reader more than once, and be captured and
        // filtered on its way out and in.
        List<String> functions =
                hops.stream()
                        .filter(hop -> !MANY_TIMES.contains(hop.getString("stage")))
                        .map(hop -> hop.getString("function"))
                        .filter(function -> !MANY_TIMES.contains(function))
                        .toList();
        if (functions.stream().distinct().count() != functions.size()) {
            failWithMessage(
                    "packet %d passes a place twice: %s, last hop:%n%s",
                    id, functions, hops.getLast());
        }
    }

    private static List<Segment> subtract(List<Segment> from, List<Segment> what) {
        Map<Segment, Integer> counts = new HashMap<>();
        what.forEach(segment -> counts.merge(segment, 1, Integer::sum));
        return from.stream()
                .filter(segment -> counts.merge(segment, -1, Integer::sum) < 0)
                .toList();
    }

    private static String show(List<Segment> segments) {
        return segments.stream()
                .limit(SHOWN)
                .map(segment -> "\n  " + segment)
                .collect(Collectors.joining());
    }
}
