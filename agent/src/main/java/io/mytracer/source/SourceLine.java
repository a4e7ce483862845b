package io.mytracer.source;

/**
 * A place in the kernel's source.
 *
 * @param function as the source calls it
 * @param file below the kernel's source directory, where that is known
 * @param line from 1
 */
public record SourceLine(String function, String file, int line) {

    /** Returns {@code net/ipv4/tcp_ipv4.c:2204}. */
    public String place() {
        return file + ":" + line;
    }

    /** Returns {@code tcp_v4_rcv net/ipv4/tcp_ipv4.c:2204}. */
    @Override
    public String toString() {
        return function + " " + place();
    }
}
