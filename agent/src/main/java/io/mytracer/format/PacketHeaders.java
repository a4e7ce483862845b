package io.mytracer.format;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The IP and transport headers of a packet, made of what an event tells of them. What it does not
 * tell is chosen so that nobody is alarmed: TTL 64, window 65535, a payload of zeros under the
 * checksum. TCP's options are not told and so count as payload. Of ICMP and other protocols there
 * is the IP header only.
 */
final class PacketHeaders {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int V4_BYTES = 20;
    private static final int V6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int MAX_LENGTH = 65535;
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    private final Fields event;
    private final byte[] source;
    private final byte[] destination;
    private final int protocol;
    private final boolean v4;
    private final int transport;

    private PacketHeaders(Fields event, byte[] source, byte[] destination) {
        this.event = event;
        this.source = source;
        this.destination = destination;
        protocol = event.protocol();
        v4 = source.length == 4;
        transport = protocol == TCP ? TCP_BYTES : protocol == UDP ? UDP_BYTES : 0;
    }

    /** Returns null where the event does not tell the addresses of a packet. */
    static PacketHeaders of(Fields event) {
        byte[] source = address(event.text("sourceAddress"));
        byte[] destination = address(event.text("destinationAddress"));
        if (source == null || destination == null || source.length != destination.length) {
            return null;
        }
        return new PacketHeaders(event, source, destination);
    }

    private static byte[] address(String text) {
        try {
            return text == null ? null : InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the length of the packet with its IP header, as far as it can be known. */
    int length() {
        long length = event.number("length");
        // What TCP sends again is told before it has headers.
        boolean isBare = event.type().equals("mytracer.TcpRetransmit");
        return Math.clamp(isBare ? length + headerBytes() : length, headerBytes(), MAX_LENGTH);
    }

    private int headerBytes() {
        return ipBytes() + transport;
    }

    private int ipBytes() {
        return v4 ? V4_BYTES : V6_BYTES;
    }

    /** Returns the headers, in network order. */
    byte[] bytes() {
        ByteBuffer packet = ByteBuffer.allocate(headerBytes());
        if (v4) {
            putV4(packet);
        } else {
            putV6(packet);
        }
        if (protocol == TCP) {
            putTcp(packet);
        } else if (protocol == UDP) {
            putUdp(packet);
        }
        return packet.array();
    }

    private void putV4(ByteBuffer packet) {
        packet.putShort((short) 0x4500).putShort((short) length());
        packet.putInt(0x4000); // no id, do not fragment
        packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        packet.put(source).put(destination);
        packet.putShort(10, (short) ~sum(0, packet, 0, V4_BYTES));
    }

    private void putV6(ByteBuffer packet) {
        packet.putInt(0x60000000).putShort((short) (length() - V6_BYTES));
        packet.put((byte) protocol).put((byte) 64);
        packet.put(source).put(destination);
    }

    private void putTcp(ByteBuffer packet) {
        int start = packet.position();
        putPorts(packet);
        packet.putInt((int) event.number("seq")).putInt((int) event.number("ack"));
        packet.put((byte) (TCP_BYTES / 4 << 4)).put((byte) flags());
        packet.putShort((short) 65535).putInt(0);
        packet.putShort(start + 16, (short) ~transportSum(packet, start));
    }

    private void putUdp(ByteBuffer packet) {
        int start = packet.position();
        putPorts(packet);
        packet.putShort((short) (length() - ipBytes())).putShort((short) 0);
        int checksum = ~transportSum(packet, start) & 0xffff;
        packet.putShort(start + 6, (short) (checksum == 0 ? 0xffff : checksum)); // 0 means none
    }

    private void putPorts(ByteBuffer packet) {
        packet.putShort((short) event.number("sourcePort"));
        packet.putShort((short) event.number("destinationPort"));
    }

    private int flags() {
        String names = "," + event.text("tcpFlags") + ",";
        int flags = 0;
        for (int bit = 0; bit < FLAGS.length; bit++) {
            flags |= names.contains("," + FLAGS[bit] + ",") ? 1 << bit : 0;
        }
        return flags;
    }

    /** With the pseudo header (RFC 9293 §3.1, RFC 8200 §8.1). */
    private int transportSum(ByteBuffer packet, int start) {
        int pseudo = protocol + length() - ipBytes();
        pseudo = sum(pseudo, ByteBuffer.wrap(source), 0, source.length);
        pseudo = sum(pseudo, ByteBuffer.wrap(destination), 0, destination.length);
        return sum(pseudo, packet, start, transport);
    }

    /** The sum of 16-bit words in ones' complement (RFC 1071). */
    private static int sum(int before, ByteBuffer bytes, int from, int length) {
        int sum = before;
        for (int i = from; i < from + length; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
