package io.mytracer.format;

/**
 * One line of output, before it is formatted. Every text may be null.
 *
 * @param nanos kernel time in nanoseconds since 1970
 * @param netns inode
 * @param thread name of the Java thread
 * @param device name
 * @param mac destination, with colons
 * @param seq 0 where there is no TCP header
 * @param ack 0 where there is no TCP header
 * @param protocol as in the recording
 * @param tcpFlags lowest bit first
 * @param icmp what a message of ICMP is
 * @param source address
 * @param destination address
 * @param skb kernel address
 * @param packetType number of linux/if_packet.h, -1 where unknown
 * @param place see {@link Place}
 */
record Row(
        long nanos,
        long netns,
        String thread,
        String device,
        String mac,
        long seq,
        long ack,
        String protocol,
        String tcpFlags,
        String icmp,
        String source,
        int sourcePort,
        String destination,
        int destinationPort,
        long skb,
        int packetType,
        String place) {}
