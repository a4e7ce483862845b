package io.mytracer.bpf;

/** A transport protocol that packets can be narrowed to. */
public enum Protocol {
    TCP(6),
    UDP(17);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /**
     * The number in the IP header.
     *
     * @return the protocol number of IANA
     */
    public int number() {
        return number;
    }
}
