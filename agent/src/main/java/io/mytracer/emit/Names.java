package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Texts of addresses and devices, kept so that the drain path need not make them again.
 *
 * <p>Direct-mapped caches: a collision costs making the text anew. Not thread-safe.
 */
final class Names {
    private static final int ADDRESSES = 4096;
    private static final int DEVICES = 64;
    private static final int MACS = 256;

    private final long[] addressHigh = new long[ADDRESSES];
    private final long[] addressLow = new long[ADDRESSES];
    private final String[] addresses = new String[ADDRESSES];
    private final long[] deviceHigh = new long[DEVICES];
    private final long[] deviceLow = new long[DEVICES];
    private final String[] devices = new String[DEVICES];
    private final long[] macNumbers = new long[MACS];
    private final String[] macs = new String[MACS];
    private final byte[] bytes = new byte[16];

    String source(HopRecord record) {
        return address(record.sourceHigh(), record.sourceLow(), record, false);
    }

    String destination(HopRecord record) {
        return address(record.destinationHigh(), record.destinationLow(), record, true);
    }

    /** Returns the name of the protocol behind IP, or its number. */
    static String protocol(HopRecord record) {
        return protocol(record.protocol());
    }

    static String protocol(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 58 -> "ICMPV6";
            default -> Integer.toString(number);
        };
    }

    /** Returns both ends of a packet, such as {@code TCP 192.0.2.1:40000 > [2001:db8::1]:80}. */
    String ends(HopRecord record) {
        return protocol(record)
                + " "
                + end(source(record), record.sourcePort())
                + " > "
                + end(destination(record), record.destinationPort());
    }

    /** Whether two hops show a packet with the same protocol, addresses and ports. */
    static boolean haveSameEnds(HopRecord one, HopRecord other) {
        return one.protocol() == other.protocol()
                && one.sourcePort() == other.sourcePort()
                && one.destinationPort() == other.destinationPort()
                && one.sourceHigh() == other.sourceHigh()
                && one.sourceLow() == other.sourceLow()
                && one.destinationHigh() == other.destinationHigh()
                && one.destinationLow() == other.destinationLow();
    }

    /** Returns null where there is none. */
    String device(HopRecord record) {
        long high = record.deviceHigh();
        long low = record.deviceLow();
        if (high == 0) {
            return null;
        }
        int slot = slot(high ^ low, DEVICES);
        if (devices[slot] == null || deviceHigh[slot] != high || deviceLow[slot] != low) {
            devices[slot] = record.device();
            deviceHigh[slot] = high;
            deviceLow[slot] = low;
        }
        return devices[slot];
    }

    /** Returns null where there is none. */
    String mac(HopRecord record) {
        if (!record.hasMac()) {
            return null;
        }
        long mac = record.mac();
        int slot = slot(mac, MACS);
        if (macs[slot] == null || macNumbers[slot] != mac) {
            StringBuilder text = new StringBuilder(17);
            for (int shift = 40; shift >= 0; shift -= 8) {
                text.append(shift == 40 ? "" : ":");
                text.append(Character.forDigit((int) (mac >> shift + 4) & 15, 16));
                text.append(Character.forDigit((int) (mac >> shift) & 15, 16));
            }
            macs[slot] = text.toString();
            macNumbers[slot] = mac;
        }
        return macs[slot];
    }

    /** Protocols without ports have 0. */
    private static String end(String address, int port) {
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return port == 0 ? address : host + ":" + port;
    }

    private String address(long high, long low, HopRecord record, boolean destination) {
        int slot = slot(high * 31 + low, ADDRESSES);
        if (addresses[slot] == null || addressHigh[slot] != high || addressLow[slot] != low) {
            if (destination) {
                record.destination(bytes);
            } else {
                record.source(bytes);
            }
            addresses[slot] = text(bytes);
            addressHigh[slot] = high;
            addressLow[slot] = low;
        }
        return addresses[slot];
    }

    /** IPv4 for a v4-mapped address; IPv6 in the form of RFC 5952. */
    static String text(byte[] address) {
        try {
            InetAddress numeric = InetAddress.getByAddress(address);
            return numeric.getAddress().length == 4 ? numeric.getHostAddress() : v6(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // 16 bytes are an address
        }
    }

    private static String v6(byte[] address) {
        int longest = 1;
        int start = -1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(address, end) == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        return text.toString();
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xff) << 8 | address[2 * index + 1] & 0xff;
    }

    private static int slot(long value, int slots) {
        return (int) (value * 0x9E3779B97F4A7C15L >>> 40) & slots - 1;
    }
}
