package io.mytracer.diagnosis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An event of a test, field by field. */
final class Seen implements SeenEvent {
    static final String SERVER = "192.0.2.7";
    static final String CLIENT = "192.0.2.9";
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;

    private final String type;
    private final Map<String, Object> fields = new HashMap<>();
    private long start = 1_700_000_000L * SECOND;
    private long duration;
    private String thread;
    private List<String> stack = List.of();

    private Seen(String type) {
        this.type = "mytracer." + type;
    }

    static Seen event(String type) {
        return new Seen(type);
    }

    /** A TCP packet that has come from a client to port 8080 of this host. */
    static Seen received(String type) {
        return packet(type, "IN", CLIENT, 40_000, SERVER, 8080);
    }

    /** A TCP packet of this host's server on port 8080 to a client. */
    static Seen sent(String type) {
        return packet(type, "OUT", SERVER, 8080, CLIENT, 40_000);
    }

    static Seen packet(
            String type, String direction, String from, long port, String to, long toPort) {
        return event(type)
                .with("direction", direction)
                .with("protocol", "TCP")
                .with("sourceAddress", from)
                .with("sourcePort", port)
                .with("destinationAddress", to)
                .with("destinationPort", toPort);
    }

    /** An event of a socket of this host's server on port 8080. */
    static Seen socket(String type) {
        return event(type)
                .with("protocol", "TCP")
                .with("localAddress", SERVER)
                .with("localPort", 8080L)
                .with("remoteAddress", CLIENT)
                .with("remotePort", 40_000L);
    }

    Seen with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    /** Moves it so many nanoseconds from the beginning. */
    Seen at(long nanos) {
        start = 1_700_000_000L * SECOND + nanos;
        return this;
    }

    Seen lasting(long nanos) {
        duration = nanos;
        return this;
    }

    Seen by(String name, String... frames) {
        thread = name;
        stack = List.of(frames);
        return this;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public long startNanos() {
        return start;
    }

    @Override
    public long durationNanos() {
        return duration;
    }

    @Override
    public String text(String field) {
        return (String) fields.get(field);
    }

    @Override
    public long number(String field) {
        return fields.get(field) instanceof Long number ? number : 0;
    }

    @Override
    public boolean flag(String field) {
        return fields.get(field) instanceof Boolean flag && flag;
    }

    @Override
    public String thread() {
        return thread;
    }

    @Override
    public List<String> stack() {
        return stack;
    }
}
