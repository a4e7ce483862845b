package io.mytracer.it.vm;

import io.mytracer.it.Recording;

import jdk.jfr.consumer.RecordedEvent;

import java.time.Duration;
import java.util.List;

/**
 * What a packet filter decided, as a recording has it.
 *
 * @param packet its number
 * @param port that this JVM's packet goes to, or that one comes from
 * @param filter such as {@code ip.filter.OUTPUT}: family, table, and chain at the hook
 * @param by the chain and the rule that decided
 * @param text such as DROP
 */
record Verdict(
        long packet,
        String direction,
        int port,
        String filter,
        String hook,
        String by,
        boolean inferred,
        String text,
        String stack,
        Duration time) {

    /** Returns all of a recording, in order of time. */
    static List<Verdict> of(Recording recording) {
        return recording.named("NetfilterVerdict").stream().map(Verdict::of).toList();
    }

    private static Verdict of(RecordedEvent event) {
        boolean in = "IN".equals(event.getString("direction"));
        return new Verdict(
                event.getLong("packetId"),
                event.getString("direction"),
                event.getInt(in ? "sourcePort" : "destinationPort"),
                String.join(
                        ".",
                        event.getString("family"),
                        event.getString("table"),
                        event.getString("baseChain")),
                event.getString("hook"),
                event.getString("chain") + " " + event.getString("rule"),
                event.getBoolean("ruleInferred"),
                event.getString("verdict"),
                event.getString("kernelStack"),
                event.getDuration());
    }

    /** Returns what is to be compared: who decided what. */
    String decision() {
        return filter + ": " + by + " " + text;
    }
}
