package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.IMCThread;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be said of one span, packet or call.
 *
 * @param facts lines of name and value
 * @param kernelStack frames of the kernel, innermost first
 * @param javaStack see {@link JavaStack}
 */
record Details(List<Fact> facts, List<String> kernelStack, JavaStack javaStack) {

    /**
     * A line for people.
     *
     * @param name what it is about
     * @param value what is said
     */
    record Fact(String name, String value) {}

    static Details of(Selection selection, Trace trace) {
        List<Fact> facts = new ArrayList<>();
        if (selection.operation() != null) {
            return ofCall(selection.operation(), facts);
        }
        if (selection.packet() == null) {
            return new Details(facts, List.of(), JavaStack.NONE);
        }
        Packet packet = selection.packet();
        Fields event =
                new Fields(selection.span() == null ? packet.event() : selection.span().event());
        if (selection.span() != null) {
            span(selection.span(), packet, event, facts);
        }
        packet(packet, event, facts);
        return new Details(
                facts, event.lines("kernelStack"), JavaStack.of(packet, event, trace.operations()));
    }

    private static void span(Span span, Packet packet, Fields event, List<Fact> facts) {
        add(facts, "What", PacketText.title(span));
        if (span.kind() == SpanKind.HOP) {
            add(facts, "Meaning", Explanations.of(event.text("function")));
        }
        add(facts, "Stage", span.stage().words());
        add(facts, "Time inside", time(span, packet));
        add(facts, "After", TimeText.duration(span.start() - packet.begin()) + " of its way");
        for (DetailField field : DetailField.values()) {
            add(facts, field.label(), field.of(event));
        }
    }

    private static String time(Span span, Packet packet) {
        if (packet.nanos() == 0) {
            return TimeText.duration(span.nanos());
        }
        return "%s, %.0f %% of its way"
                .formatted(TimeText.duration(span.nanos()), 100.0 * span.nanos() / packet.nanos());
    }

    private static void packet(Packet packet, Fields event, List<Fact> facts) {
        add(facts, "Packet", PacketText.label(packet));
        add(facts, "Ends", PacketText.ends(packet, " → "));
        add(facts, "Whole way", TimeText.duration(packet.nanos()));
        if (packet.path() != null) {
            Fields path = new Fields(packet.path());
            add(facts, "Outcome", path.text("outcome"));
            add(facts, "Far side", path.text("farSide"));
        }
        add(facts, "Device", event.text("device"));
        add(facts, "Network namespace", number(event, "netns"));
        add(facts, "CPU", Long.toString(event.number("cpu")));
        IMCThread thread = event.thread();
        add(facts, "Java thread", thread == null ? null : thread.getThreadName());
        add(facts, "Command", event.text("command"));
        add(facts, "Socket cookie", number(event, "flow"));
    }

    private static Details ofCall(JavaOperation call, List<Fact> facts) {
        Fields event = new Fields(call.event());
        add(facts, "What", call.name());
        add(facts, "Took", TimeText.duration(call.end() - call.start()));
        add(facts, "Java thread", call.thread());
        add(facts, "Socket cookie", number(event, "flow"));
        add(facts, "Bytes", Long.toString(event.number(event.bytesField())));
        add(facts, "Error", event.text("error"));
        return new Details(facts, List.of(), JavaStack.of(call));
    }

    private static String number(Fields event, String name) {
        long number = event.number(name);
        return number == 0 ? null : Long.toUnsignedString(number);
    }

    private static void add(List<Fact> facts, String name, String value) {
        if (value != null) {
            facts.add(new Fact(name, value));
        }
    }
}
