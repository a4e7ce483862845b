package io.mytracer.report;

import io.mytracer.format.Journey;

import jdk.jfr.consumer.RecordedEvent;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The ways of a few packets, collected by reading the recordings again. */
final class Journeys {
    /** A packet that goes round in circles needs no more to be shown. */
    private static final int MOST_EVENTS = 200;

    private final Set<Long> packets;
    private final Map<Long, Journey> journeys = new HashMap<>();

    Journeys(Set<Long> packets) {
        this.packets = packets;
    }

    /** Whether an event is one of these packets'. */
    boolean wants(RecordedEvent event) {
        return Journey.isOnOne(event) && packets.contains(event.getLong("packetId"));
    }

    /** Takes the events that are wanted, by time. */
    void see(RecordedEvent event) {
        Journey journey =
                journeys.computeIfAbsent(event.getLong("packetId"), id -> new Journey(event));
        if (journey.events() < MOST_EVENTS) {
            journey.add(event, false);
        }
    }

    /** Returns a packet's way; null where the recordings do not tell it. */
    Journey of(long packet) {
        Journey journey = journeys.get(packet);
        return journey == null || journey.isEmpty() ? null : journey;
    }
}
