package io.mytracer.jmc.waterfall;

import static java.util.Comparator.comparingLong;

import org.openjdk.jmc.common.item.IItem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A packet while its events are read, which come in any order. Not thread-safe. */
final class PacketBuilder {
    private static final Comparator<Span> BY_TIME =
            comparingLong(Span::start).thenComparing(Span::kind);

    private final long id;
    private final List<Span> spans = new ArrayList<>();
    private long flow;
    private long threadId;
    private IItem path;
    private long pathStart;
    private long pathEnd;

    PacketBuilder(long id) {
        this.id = id;
    }

    void add(Span span) {
        spans.add(span);
    }

    /** Of several chunks that tell of the same way the last one counts. */
    void add(IItem wholePath, long start, long end) {
        path = wholePath;
        pathStart = start;
        pathEnd = end;
    }

    /** Not every event knows them: a packet may be met before its socket. */
    void belongsTo(long flowOfEvent, long threadOfEvent) {
        flow = flow == 0 ? flowOfEvent : flow;
        threadId = threadId == 0 ? threadOfEvent : threadId;
    }

    Packet build() {
        spans.sort(BY_TIME);
        long begin = path == null ? Long.MAX_VALUE : pathStart;
        long end = path == null ? Long.MIN_VALUE : pathEnd;
        for (Span span : spans) {
            begin = Math.min(begin, span.start());
            end = Math.max(end, span.end());
        }
        return new Packet(id, flow, threadId, begin, end, only(true), only(false), path);
    }

    /**
     * Each event once: where one begins or ends in the nanosecond in which another ends, JMC's
     * loader may hand it out twice, and lose another (DisjointBuilder.indexOf of JMC 9.1 then
     * returns a wrong lane, and relocateLane overwrites it).
     */
    private List<Span> only(boolean hops) {
        return spans.stream()
                .filter(span -> (span.kind() == SpanKind.HOP) == hops)
                .distinct()
                .toList();
    }

    static List<Span> byTime(List<Span> hops, List<Span> marks) {
        return Stream.concat(hops.stream(), marks.stream()).sorted(BY_TIME).toList();
    }
}
