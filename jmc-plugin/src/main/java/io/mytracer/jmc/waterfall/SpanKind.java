package io.mytracer.jmc.waterfall;

import java.util.List;

/** What an event tells of a packet. */
enum SpanKind {
    HOP("mytracer.SkbHop", "hop"),
    VERDICT("mytracer.NetfilterVerdict", "verdict"),
    DROP("mytracer.KernelDrop", "drop"),
    RESET("mytracer.TcpReset", "reset"),
    RETRANSMIT("mytracer.TcpRetransmit", "retransmit");

    static final List<SpanKind> ALL = List.of(values());

    private final String event;
    private final String word;

    SpanKind(String event, String word) {
        this.event = event;
        this.word = word;
    }

    /** Returns the name of the event type. */
    String event() {
        return event;
    }

    String word() {
        return word;
    }
}
