package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The events of each packet together, in the order of the packets' first events. Events are to come
 * by time. A packet is held back until its last event and those of the packets before it have been
 * over for a while; memory has a bound.
 */
public final class JourneyWriter implements EventWriter {
    /** The agent takes a packet that is quiet for so long for one that has ended. */
    private static final long QUIET_NANOS = 100_000_000;

    private static final int MAX_EVENTS = 500_000;

    private final Writer out;
    private final JourneyText text;
    private final Predicate<RecordedEvent> stacks;
    private final long max;
    private final Map<Long, Journey> open = new LinkedHashMap<>();
    private int events;
    private long printed;

    /**
     * A writer.
     *
     * @param out to write to
     * @param charset of the output: bars are of block elements where it has them
     * @param colour whether to use the colours of ANSI terminals
     * @param stacks which events have their stack below
     * @param max how many packets to write at most
     */
    public JourneyWriter(
            Writer out,
            Charset charset,
            boolean colour,
            Predicate<RecordedEvent> stacks,
            long max) {
        this.out = out;
        text = new JourneyText(charset, colour);
        this.stacks = stacks;
        this.max = max;
    }

    @Override
    public void begin() {}

    @Override
    public boolean write(RecordedEvent event) throws IOException {
        if (!Journey.isOnOne(event)) {
            return false;
        }
        Fields fields = new Fields(event);
        long packet = fields.number("packetId");
        close(fields.nanos());
        open.computeIfAbsent(packet, id -> new Journey(event)).add(event, stacks.test(event));
        events++;
        return true;
    }

    private void close(long nanos) throws IOException {
        Iterator<Journey> oldest = open.values().iterator();
        while (oldest.hasNext()) {
            Journey journey = oldest.next();
            if (events < MAX_EVENTS && nanos - journey.endNanos() < QUIET_NANOS) {
                return;
            }
            print(journey);
            oldest.remove();
            events -= journey.events();
        }
    }

    private void print(Journey journey) throws IOException {
        if (journey.isEmpty() || printed == max) {
            return;
        }
        printed++;
        for (String line : text.lines(journey)) {
            out.write(line + System.lineSeparator());
        }
        out.write(System.lineSeparator());
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        for (Journey journey : open.values()) {
            print(journey);
        }
        open.clear();
        out.flush();
    }
}
