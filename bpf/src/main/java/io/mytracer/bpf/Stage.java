package io.mytracer.bpf;

/** A part of the kernel that packets pass through, in the words of this project's reports. */
public enum Stage {
    GRO("driver and receive offload"),
    RECEIVE("receive core, on its way up to IP and TCP"),
    QUEUE("chosen device, on its way to the queue"),
    QDISC("waiting in the queueing discipline"),
    TRANSMIT("driver, on its way out"),
    SOCKET("socket, between the kernel and the application"),
    TCP("TCP's own decisions"),
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
