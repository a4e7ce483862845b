package io.mytracer.it;

import java.net.InetAddress;

/**
 * A packet as both tcpdump and the recording tell it.
 *
 * @param source address
 * @param sourcePort of TCP or UDP
 * @param destination address
 * @param destinationPort of TCP or UDP
 * @param seq raw sequence number, 0 for UDP
 * @param ack raw acknowledgement number, 0 for UDP
 * @param flags of TCP as text, empty for UDP
 * @param length of the IP packet in bytes
 */
public record Segment(
        InetAddress source,
        int sourcePort,
        InetAddress destination,
        int destinationPort,
        long seq,
        long ack,
        String flags,
        long length) {

    public boolean touches(int port) {
        return sourcePort == port || destinationPort == port;
    }
}
