package io.mytracer.report.html;

import io.mytracer.diagnosis.Finding;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.report.Way;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One HTML file that shows what recordings tell: findings, the way through the kernel with its
 * times, a timeline, stacks, and each packet's journey. It needs no network and no other file.
 *
 * <p>Counts, times and findings are over all events; packets one by one are shown as far as there
 * is room, and the page says what was left out. The same events in the same order give the same
 * bytes.
 *
 * <p>Not thread-safe.
 */
public final class HtmlReport {
    /** How many events of packets are shown one by one, which browsers open at once. */
    public static final int MOST_EVENTS = 200_000;

    private final EventFields fields = new EventFields();
    private final Totals totals = new Totals();
    private final PacketSample sample;
    private final List<String> notes = new ArrayList<>();

    /** A report with room for {@link #MOST_EVENTS}. */
    public HtmlReport() {
        this(MOST_EVENTS);
    }

    /**
     * A report with room for fewer or more events one by one, some 150 bytes of memory each.
     *
     * @param mostEvents more than 0
     */
    public HtmlReport(int mostEvents) {
        if (mostEvents <= 0) {
            throw new IllegalArgumentException("room for events: " + mostEvents);
        }
        sample = new PacketSample(mostEvents);
    }

    /**
     * Takes an event in. Those that are not the tracer's are left alone.
     *
     * @param event of any type
     */
    public void see(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (!type.startsWith("mytracer.")) {
            return;
        }
        long time = EventFields.time(event);
        long duration = Math.max(0, event.getDuration().toNanos());
        totals.event(type, time, duration);
        switch (type) {
            case "mytracer.SkbHop" -> hop(event, time, duration);
            case "mytracer.NetfilterVerdict" -> verdict(event, time, duration);
            case "mytracer.KernelDrop" -> drop(event, time);
            case "mytracer.TcpReset" -> reset(event, time);
            case "mytracer.TcpRetransmit" -> retransmit(event, time);
            case "mytracer.PacketPath" -> path(event, time, duration);
            case "mytracer.TracerLoss" ->
                    totals.timeline.at(time).lost += totals.health.loss(event);
            case "mytracer.TracerStatus" -> totals.health.status(event, fields);
            default -> {}
        }
    }

    /**
     * Adds a line on what the reader is to know of the recordings, such as that one is damaged.
     *
     * @param line without line end
     */
    public void note(String line) {
        notes.add(EventFields.line(line));
    }

    /**
     * Writes the page.
     *
     * @param page file, which is replaced
     * @param files names of the recordings, as they are to be shown
     * @param findings in the order in which they are to be shown
     * @throws IOException if the file cannot be written; what is there then is no page
     */
    public void write(Path page, List<String> files, List<Finding> findings) throws IOException {
        List<Packet> packets = sample.chosen();
        Page.write(
                page,
                json -> {
                    json.begin('{');
                    new PageTotals(totals, json).write(files, notes, findings);
                    new PagePackets(sample, packets, totals, json).write();
                    json.end('}');
                });
    }

    private void hop(RecordedEvent event, long time, long duration) {
        String function = fields.text(event, "function");
        String stage = fields.text(event, "stage");
        if (EventFields.number(event, "packetId") == 0) {
            totals.calls.add(texts(function), time, 0);
        } else {
            Way way = Way.of(function, stage, fields.text(event, "direction"));
            totals.stages.add(way, stage, function, duration);
            Timeline.Bin bin = totals.timeline.at(time);
            bin.hops++;
            bin.stage(stage, duration);
        }
        keep(event, Row.Kind.HOP, time, duration, function, stage, null);
    }

    private void verdict(RecordedEvent event, long time, long duration) {
        String verdict = fields.text(event, "verdict");
        String hook = fields.text(event, "hook");
        String family = fields.text(event, "family");
        String table = fields.text(event, "table");
        String chain = fields.text(event, "chain");
        String rule = fields.text(event, "rule");
        Way way = Way.ofHook(hook, fields.text(event, "direction"));
        totals.verdicts.add(
                texts(way.name(), hook, family, table, chain, rule, verdict), time, duration);
        boolean refused = String.valueOf(verdict).startsWith("DROP");
        if (refused) {
            totals.timeline.at(time).refused++;
        }
        keep(
                event,
                refused ? Row.Kind.REFUSED : Row.Kind.VERDICT,
                time,
                duration,
                fields.once("%s %s: %s %s".formatted(family, table, chain, rule)),
                "NETFILTER",
                NetfilterVerdict.ACCEPT.equals(verdict)
                        ? verdict
                        : fields.once(verdict + " at " + hook));
    }

    private void drop(RecordedEvent event, long time) {
        String reason = fields.text(event, "reason");
        String location = fields.text(event, "location");
        Drop.Place place =
                Drop.place(location, fields.text(event, "stage"), fields.text(event, "direction"));
        totals.drops.add(texts(place.way().name(), place.stage(), reason, location), time, 0);
        totals.timeline.at(time).drops++;
        keep(event, Row.Kind.DROP, time, 0, location, place.stage(), reason);
    }

    private void reset(RecordedEvent event, long time) {
        boolean sent = EventFields.flag(event, "sent");
        String reason = fields.text(event, "reason");
        String cause = fields.text(event, "cause");
        String state = fields.text(event, "state");
        totals.resets.add(texts(sent ? "sent" : "received", reason, cause, state), time, 0);
        totals.timeline.at(time).resets++;
        keep(
                event,
                sent ? Row.Kind.RESET_SENT : Row.Kind.RESET_RECEIVED,
                time,
                0,
                cause,
                "TCP",
                reason);
    }

    private void retransmit(RecordedEvent event, long time) {
        String kind = fields.text(event, "kind");
        String state = fields.text(event, "state");
        totals.retransmits.add(texts(kind, state), time, 0);
        totals.timeline.at(time).retransmits++;
        keep(event, Row.Kind.RETRANSMIT, time, 0, "tcp_retransmit_skb", "TCP", kind);
    }

    private void path(RecordedEvent event, long time, long duration) {
        String outcome = fields.text(event, "outcome");
        totals.outcomes.add(texts(outcome), time, duration);
        totals.timeline.at(time).packets++;
        long id = EventFields.number(event, "packetId");
        PathEnd end =
                new PathEnd(
                        time,
                        duration,
                        outcome,
                        EventFields.number(event, "hops"),
                        fields.text(event, "farSide"),
                        EventFields.number(event, "origin"),
                        EventFields.number(event, "mergedInto"));
        sample.end(id, end, headers(event));
    }

    private void keep(
            RecordedEvent event,
            Row.Kind kind,
            long time,
            long duration,
            String place,
            String stage,
            String detail) {
        String stack = fields.stack(event, "kernelStack");
        if (stack != null) {
            totals.stacks.add(stack, kind);
        }
        long id = EventFields.number(event, "packetId");
        // Calls are no packets: each is chosen by itself, under a key that no packet has.
        long key = id != 0 ? id : Long.MIN_VALUE | time;
        sample.add(
                key,
                id,
                new Row(
                        kind,
                        time,
                        duration,
                        place,
                        stage,
                        detail,
                        fields.ends(event),
                        fields.thread(event),
                        fields.text(event, "device"),
                        EventFields.number(event, "netns"),
                        (int) EventFields.number(event, "cpu"),
                        stack,
                        fields.stack(event, "javaStack")),
                () -> headers(event));
    }

    private Packet.Headers headers(RecordedEvent event) {
        return new Packet.Headers(
                fields.ends(event),
                EventFields.number(event, "flow"),
                fields.text(event, "direction"),
                fields.text(event, "tcpFlags"),
                EventFields.number(event, "seq"),
                EventFields.number(event, "ack"),
                EventFields.number(event, "length"),
                fields.thread(event));
    }

    /** {@code List.of} takes no null. */
    private static List<String> texts(String... texts) {
        return Arrays.asList(texts);
    }
}
