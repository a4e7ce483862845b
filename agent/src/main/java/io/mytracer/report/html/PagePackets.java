package io.mytracer.report.html;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The part of the page's data that is packet by packet: columns of numbers, of which most are
 * places in tables of texts, of ends and of stacks. Times are differences to the one before.
 */
final class PagePackets {
    private final PacketSample sample;
    private final List<Packet> packets;
    private final Totals totals;
    private final Json json;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<Ends, Integer> ends = new LinkedHashMap<>();
    private final Map<String, Integer> stacks = new LinkedHashMap<>();

    PagePackets(PacketSample sample, List<Packet> packets, Totals totals, Json json) {
        this.sample = sample;
        this.packets = packets;
        this.totals = totals;
        this.json = json;
        texts.put(null, 0);
        stacks.put(null, 0);
    }

    void write() throws IOException {
        json.name("sample").begin('{').name("seen").value(sample.seen());
        json.name("share").value(sample.share());
        json.name("remarkableShare").value(sample.remarkableShare()).end('}');
        packets();
        rows();
        stackKinds();
        tables();
    }

    private void packets() throws IOException {
        json.name("packets").begin('{').name("id").begin('[');
        for (Packet packet : packets) {
            json.id(packet.id);
        }
        json.end(']').name("flow").begin('[');
        for (Packet packet : packets) {
            json.id(packet.headers().flow());
        }
        json.end(']').name("origin").begin('[');
        for (Packet packet : packets) {
            json.id(packet.end() == null ? 0 : packet.end().origin());
        }
        json.end(']').name("mergedInto").begin('[');
        for (Packet packet : packets) {
            json.id(packet.end() == null ? 0 : packet.end().mergedInto());
        }
        json.end(']').name("start").begin('[');
        long before = totals.base();
        for (Packet packet : packets) {
            long start = packet.start();
            json.value(start - before);
            before = start;
        }
        json.end(']');
        ofPackets("rows", packet -> packet.rows().size());
        ofPackets("ends", packet -> index(ends, packet.headers().ends()));
        ofPackets("direction", packet -> index(texts, packet.headers().direction()));
        ofPackets("flags", packet -> index(texts, packet.headers().flags()));
        ofPackets("seq", packet -> packet.headers().seq());
        ofPackets("ack", packet -> packet.headers().ack());
        ofPackets("length", packet -> packet.headers().length());
        ofPackets("thread", packet -> index(texts, packet.headers().thread()));
        ofPackets("duration", packet -> packet.end() == null ? -1 : packet.end().duration());
        ofPackets("hops", packet -> packet.end() == null ? -1 : packet.end().hops());
        ofPackets("outcome", p -> p.end() == null ? 0 : index(texts, p.end().outcome()));
        ofPackets("farSide", p -> p.end() == null ? 0 : index(texts, p.end().farSide()));
        json.end('}');
    }

    private void rows() throws IOException {
        json.name("rows").begin('{').name("time").begin('[');
        for (Packet packet : packets) {
            long before = packet.start();
            for (Row row : packet.rows()) {
                json.value(row.time() - before);
                before = row.time();
            }
        }
        json.end(']');
        ofRows("kind", row -> row.kind().ordinal());
        ofRows("duration", Row::duration);
        ofRows("place", row -> index(texts, row.place()));
        ofRows("stage", row -> index(texts, row.stage()));
        ofRows("detail", row -> index(texts, row.detail()));
        ofRows("ends", row -> index(ends, row.ends()));
        ofRows("thread", row -> index(texts, row.thread()));
        ofRows("device", row -> index(texts, row.device()));
        ofRows(
                "netns",
                row -> index(texts, row.netns() == 0 ? null : Long.toUnsignedString(row.netns())));
        ofRows("cpu", Row::cpu);
        ofRows("stack", row -> index(stacks, row.stack()));
        ofRows("javaStack", row -> index(stacks, row.javaStack()));
        json.end('}');
    }

    private void ofPackets(String name, ToLongFunction<Packet> column) throws IOException {
        json.name(name).begin('[');
        for (Packet packet : packets) {
            json.value(column.applyAsLong(packet));
        }
        json.end(']');
    }

    private void ofRows(String name, ToLongFunction<Row> column) throws IOException {
        json.name(name).begin('[');
        for (Packet packet : packets) {
            for (Row row : packet.rows()) {
                json.value(column.applyAsLong(row));
            }
        }
        json.end(']');
    }

    /** Each stack with the number of events that had it, by kind: stack, kind, count and so on. */
    private void stackKinds() throws IOException {
        json.name("stacksLeftOut").value(totals.stacks.leftOut()).name("stackKinds").begin('[');
        for (Map.Entry<String, Map<Row.Kind, Long>> stack : totals.stacks.counts().entrySet()) {
            for (Map.Entry<Row.Kind, Long> count : stack.getValue().entrySet()) {
                json.value(index(stacks, stack.getKey())).value(count.getKey().ordinal());
                json.value(count.getValue());
            }
        }
        json.end(']');
    }

    private void tables() throws IOException {
        json.name("ends").begin('[');
        for (Ends known : ends.keySet()) {
            json.begin('[').value(index(texts, known.protocol()));
            json.value(index(texts, known.source())).value(known.sourcePort());
            json.value(index(texts, known.destination())).value(known.destinationPort()).end(']');
        }
        json.end(']').name("stacks").begin('[');
        for (String stack : stacks.keySet()) {
            json.begin('[');
            for (String frame : stack == null ? new String[0] : stack.split("\n")) {
                json.value(index(texts, frame));
            }
            json.end(']');
        }
        json.end(']').name("texts").values(texts.keySet());
    }

    /** Returns the place of a value in its table, where it is entered if it is new. */
    private static <T> int index(Map<T, Integer> table, T value) {
        Integer known = table.putIfAbsent(value, table.size());
        return known == null ? table.size() - 1 : known;
    }
}
