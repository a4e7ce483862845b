package io.mytracer.jmc.waterfall;

import java.util.HashMap;
import java.util.Map;

/**
 * A part of the kernel that packets pass through, with its colour: devices are green, IP violet,
 * TCP and UDP blue, netfilter pink, the socket orange, as on the page of {@code report --html}.
 *
 * <p>Names and words are those of {@code io.mytracer.bpf.Stage}; a test compares them.
 */
enum Stage {
    GRO("driver and receive offload", 0x2F8F83),
    CAPTURE("capture, such as tcpdump", 0x7F9155),
    RECEIVE("receive core, on its way up to IP and TCP", 0x44A088),
    TC("tc filters", 0xB1497F),
    BRIDGE("bridge", 0x6A9E5C),
    IP("IP", 0x7A5FC0),
    ROUTE("route look-up", 0xAB76CF),
    FORWARD("on its way through, to another host", 0x9B4FB8),
    NETFILTER("filters, address translation and connection tracking", 0xC25B93),
    UDP("UDP", 0x5294DE),
    ICMP("ICMP", 0x4F9BB5),
    NEIGHBOUR("search for the next hop's link-layer address", 0x8F86C9),
    TUNNEL("tunnel", 0xA8688C),
    QUEUE("chosen device, on its way to the queue", 0x3B7D9C),
    QDISC("waiting in the queueing discipline", 0xAF8D22),
    TRANSMIT("driver, on its way out", 0x207B70),
    SOCKET("socket, between the kernel and the application", 0xC77B1C),
    TCP("TCP", 0x3F7FD0),
    OTHER("another part of the kernel", 0x7D8896),
    FREE("end of the packet", 0x636F7F);

    private static final Map<String, Stage> BY_NAME = new HashMap<>();

    static {
        for (Stage stage : values()) {
            BY_NAME.put(stage.name(), stage);
        }
    }

    private final String words;
    private final int rgb;

    Stage(String words, int rgb) {
        this.words = words;
        this.rgb = rgb;
    }

    /** Returns {@link #OTHER} for null and for a stage that a newer agent knows. */
    static Stage of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }

    String words() {
        return words;
    }

    /** Returns a colour, 0xRRGGBB, that stands out from light and from dark ground. */
    int rgb() {
        return rgb;
    }
}
