package io.mytracer.format;

import io.mytracer.bpf.PacketFilter;
import io.mytracer.filter.AddressBlock;

import jdk.jfr.consumer.RecordedEvent;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which recorded events are wanted, by their ends, protocol and network namespace. Events of the
 * tracer itself have neither and always are: without them nobody knew what is missing. For one
 * thread at a time.
 */
public final class EventFilter implements Predicate<RecordedEvent> {
    private static final int MAX_ADDRESSES = 100_000;
    private static final byte[] NO_ADDRESS = new byte[16];

    private final PacketFilter packets;
    private final Map<String, byte[]> addresses = new HashMap<>();

    /**
     * A filter.
     *
     * @param packets which; an event that does not tell what it asks for is not wanted
     */
    public EventFilter(PacketFilter packets) {
        this.packets = packets;
    }

    @Override
    public boolean test(RecordedEvent event) {
        if (packets.equals(PacketFilter.ALL)) {
            return true;
        }
        Fields fields = new Fields(event);
        if (fields.has("sourceAddress")) {
            return test(fields, "source", "destination");
        }
        return !fields.has("localAddress") || test(fields, "local", "remote");
    }

    private boolean test(Fields fields, String one, String other) {
        long netns = packets.netns();
        int icmpId = packets.icmpId();
        return (netns == 0 || netns == fields.number("netns"))
                && (icmpId == PacketFilter.ANY_ICMP_ID
                        || String.valueOf(fields.text("icmp")).contains(", id " + icmpId + ","))
                && packets.matches(
                        address(fields.text(one + "Address")),
                        (int) fields.number(one + "Port"),
                        address(fields.text(other + "Address")),
                        (int) fields.number(other + "Port"),
                        fields.protocol());
    }

    private byte[] address(String text) {
        if (text == null) {
            return NO_ADDRESS;
        }
        if (addresses.size() >= MAX_ADDRESSES) {
            addresses.clear();
        }
        return addresses.computeIfAbsent(text, EventFilter::parse);
    }

    private static byte[] parse(String text) {
        try {
            return AddressBlock.bytes(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return NO_ADDRESS;
        }
    }
}
