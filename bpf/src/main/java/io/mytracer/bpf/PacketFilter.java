package io.mytracer.bpf;

import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Which packets are wanted. Every part narrows the others; an empty part narrows nothing.
 *
 * @param ports one of them is the source or the destination port
 * @param hosts one of them holds the source or the destination address
 * @param protocols one of them is the transport protocol
 * @param netns inode of the network namespace that it is in; 0 for any
 * @param icmpId it is an echo of ICMP with this id; -1 for any packet
 */
public record PacketFilter(
        List<PortRange> ports,
        List<AddressBlock> hosts,
        Set<Protocol> protocols,
        long netns,
        int icmpId) {
    /** For {@link #icmpId}. */
    public static final int ANY_ICMP_ID = -1;

    /** Narrows nothing. */
    public static final PacketFilter ALL = new PacketFilter(List.of(), List.of(), Set.of());

    /** In any network namespace. */
    public PacketFilter(List<PortRange> ports, List<AddressBlock> hosts, Set<Protocol> protocols) {
        this(ports, hosts, protocols, 0, ANY_ICMP_ID);
    }

    /** Takes copies. */
    public PacketFilter {
        ports = List.copyOf(ports);
        hosts = List.copyOf(hosts);
        protocols = Set.copyOf(protocols);
    }

    /**
     * Whether a packet is wanted by its ends and protocol.
     *
     * @param source 16 bytes in network order, IPv4 in its v4-mapped form
     * @param sourcePort 0 to 65535
     * @param destination as {@code source}
     * @param destinationPort 0 to 65535
     * @param protocol the number in the IP header
     * @return true if it is
     */
    public boolean matches(
            byte[] source, int sourcePort, byte[] destination, int destinationPort, int protocol) {
        return matchesPort(sourcePort, destinationPort)
                && matchesProtocol(protocol)
                && matchesHost(source, destination);
    }

    /** Whether a packet is wanted by the headers that it has at a hop. */
    public boolean matches(HopRecord hop) {
        byte[] source = new byte[16];
        byte[] destination = new byte[16];
        hop.source(source);
        hop.destination(destination);
        return (netns == 0 || netns == hop.netns())
                && (icmpId == ANY_ICMP_ID
                        || Protocol.ICMP.has(hop.protocol()) && icmpId == hop.icmpId())
                && matches(
                        source,
                        hop.sourcePort(),
                        destination,
                        hop.destinationPort(),
                        hop.protocol());
    }

    /**
     * Whether a packet is wanted by its ends and protocol.
     *
     * @param source address of the sender
     * @param sourcePort 0 to 65535
     * @param destination address of the receiver
     * @param destinationPort 0 to 65535
     * @param protocol the number in the IP header
     * @return true if it is
     */
    public boolean matches(
            InetAddress source,
            int sourcePort,
            InetAddress destination,
            int destinationPort,
            int protocol) {
        return matches(
                AddressBlock.bytes(source),
                sourcePort,
                AddressBlock.bytes(destination),
                destinationPort,
                protocol);
    }

    private boolean matchesPort(int source, int destination) {
        for (PortRange range : ports) {
            if (range.contains(source) || range.contains(destination)) {
                return true;
            }
        }
        return ports.isEmpty();
    }

    private boolean matchesHost(byte[] source, byte[] destination) {
        for (AddressBlock block : hosts) {
            if (block.contains(source) || block.contains(destination)) {
                return true;
            }
        }
        return hosts.isEmpty();
    }

    private boolean matchesProtocol(int number) {
        for (Protocol protocol : protocols) {
            if (protocol.has(number)) {
                return true;
            }
        }
        return protocols.isEmpty();
    }
}
