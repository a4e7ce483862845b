package io.mytracer.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads what tcpdump has written: TCP and UDP over IPv4 and IPv6 on a device like Ethernet, or a
 * tunnel.
 */
final class PcapFile {
    private static final int MAGIC = 0xa1b2c3d4;

    /** Link types: what stands before the IP header. */
    private static final Map<Integer, Integer> LINK_HEADERS = Map.of(1, 14, 101, 0);

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

    private PcapFile() {}

    /** Returns all packets that are complete; a file that is still being written may be read. */
    static List<Segment> read(Path file) throws IOException {
        List<Segment> segments = new ArrayList<>();
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        if (data.remaining() < 24) {
            return segments;
        }
        Integer linkHeader = LINK_HEADERS.get(data.getInt(20));
        if (data.getInt(0) != MAGIC || linkHeader == null) {
            throw new IOException("not a capture of Ethernet or plain IP: " + file);
        }
        data.position(24);
        while (data.remaining() >= 16) {
            int length = data.getInt(data.position() + 8);
            if (data.remaining() < 16 + length) {
                break;
            }
            int ip = data.position() + 16 + linkHeader;
            segments.add(segment(data.slice(ip, length - linkHeader)));
            data.position(data.position() + 16 + length);
        }
        return segments;
    }

    private static Segment segment(ByteBuffer ip) throws IOException {
        int version = ip.get(0) >> 4;
        return switch (version) {
            case 4 ->
                    segment(
                            address(ip, 12, 4),
                            address(ip, 16, 4),
                            ip.get(9),
                            Short.toUnsignedInt(ip.getShort(2)),
                            ip,
                            (ip.get(0) & 15) * 4);
            case 6 ->
                    segment(
                            address(ip, 8, 16),
                            address(ip, 24, 16),
                            ip.get(6),
                            40 + Short.toUnsignedInt(ip.getShort(4)),
                            ip,
                            40);
            default -> throw new IOException("IP version " + version);
        };
    }

    private static Segment segment(
            InetAddress source,
            InetAddress destination,
            int protocol,
            int length,
            ByteBuffer ip,
            int at)
            throws IOException {
        if (protocol != TCP && protocol != UDP) {
            throw new IOException("IP protocol " + protocol);
        }
        boolean tcp = protocol == TCP;
        return new Segment(
                source,
                Short.toUnsignedInt(ip.getShort(at)),
                destination,
                Short.toUnsignedInt(ip.getShort(at + 2)),
                tcp ? Integer.toUnsignedLong(ip.getInt(at + 4)) : 0,
                tcp ? Integer.toUnsignedLong(ip.getInt(at + 8)) : 0,
                tcp ? flags(ip.get(at + 13)) : "",
                length);
    }

    private static String flags(byte bits) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits >> i & 1) != 0) {
                names.add(FLAGS[i]);
            }
        }
        return String.join(",", names);
    }

    private static InetAddress address(ByteBuffer ip, int at, int size)
            throws UnknownHostException {
        byte[] bytes = new byte[size];
        ip.get(at, bytes);
        return InetAddress.getByAddress(bytes);
    }
}
