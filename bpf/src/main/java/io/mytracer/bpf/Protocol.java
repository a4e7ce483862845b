package io.mytracer.bpf;

/** A transport protocol that packets can be narrowed to. */
public enum Protocol {
    TCP(6, 6),
    UDP(17, 17),
    /** Of IPv4 and of IPv6. */
    ICMP(1, 58);

    private final int number;
    private final int numberInV6;

    Protocol(int number, int numberInV6) {
        this.number = number;
        this.numberInV6 = numberInV6;
    }

    /**
     * Returns its number in the IPv4 header.
     *
     * @return 1 to 255
     */
    public int number() {
        return number;
    }

    /**
     * Whether a number stands for it.
     *
     * @param inHeader the number in the IPv4 header, or that of the last IPv6 header
     * @return true if it does
     */
    public boolean has(int inHeader) {
        return inHeader == number || inHeader == numberInV6;
    }
}
