package io.mytracer.bpf;

/** A part of the kernel that packets pass through, in the words of this project's reports. */
public enum Stage {
    GRO("driver and receive offload"),
    CAPTURE("capture, such as tcpdump"),
    RECEIVE("receive core, on its way up to IP and TCP"),
    TC("tc filters"),
    BRIDGE("bridge"),
    IP("IP"),
    ROUTE("route look-up"),
    FORWARD("on its way through, to another host"),
    NETFILTER("filters, address translation and connection tracking"),
    UDP("UDP"),
    ICMP("ICMP"),
    NEIGHBOUR("search for the next hop's link-layer address"),
    TUNNEL("tunnel"),
    QUEUE("chosen device, on its way to the queue"),
    QDISC("waiting in the queueing discipline"),
    TRANSMIT("driver, on its way out"),
    SOCKET("socket, between the kernel and the application"),
    TCP("TCP"),
    OTHER("another part of the kernel"),
    FREE("end of the packet");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** Returns what this part is, for people who do not read kernel code. */
    public String words() {
        return words;
    }
}
