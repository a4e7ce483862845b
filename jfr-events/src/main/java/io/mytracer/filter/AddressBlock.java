package io.mytracer.filter;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of IP addresses. IPv4 is kept in its v4-mapped form ({@code ::ffff:a.b.c.d}, RFC 4291
 * §2.5.5.2), as JDK sockets use it, so that both forms of an address are equal here.
 */
public final class AddressBlock {
    private static final int BYTES = 16;
    private static final int V4_BITS = 96;

    private final byte[] address;
    private final int prefixLength;

    private AddressBlock(byte[] address, int prefixLength) {
        this.address = address;
        this.prefixLength = prefixLength;
        for (int bit = prefixLength; bit < BYTES * 8; bit++) {
            address[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
    }

    /**
     * Reads a numeric address with an optional prefix length: {@code 10.0.0.0/8}, {@code ::1}. Bits
     * behind the prefix are cleared. Never asks a name service.
     *
     * @param text what the user wrote
     * @return the block
     * @throws IllegalArgumentException with one line that quotes the text, if it is no such block
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        String numeric = slash < 0 ? text : text.substring(0, slash);
        boolean v4 = numeric.indexOf(':') < 0;
        byte[] address = bytes(numeric, v4, text);
        int bits = v4 ? 32 : 128;
        int length = slash < 0 ? bits : prefixLength(text.substring(slash + 1), bits, text);
        return new AddressBlock(address, v4 ? V4_BITS + length : length);
    }

    /**
     * The first address of the block.
     *
     * @return 16 bytes in network order, IPv4 in its v4-mapped form; a copy
     */
    public byte[] address() {
        return address.clone();
    }

    /**
     * How many leading bits of {@link #address} count.
     *
     * @return 0 to 128; 96 more than written for IPv4
     */
    public int prefixLength() {
        return prefixLength;
    }

    /**
     * Whether an address lies in the block.
     *
     * @param other 16 bytes in network order, IPv4 in its v4-mapped form
     * @return true if it does
     */
    public boolean contains(byte[] other) {
        int whole = prefixLength >> 3;
        if (Arrays.mismatch(address, 0, whole, other, 0, whole) >= 0) {
            return false;
        }
        int rest = prefixLength & 7;
        return rest == 0 || ((address[whole] ^ other[whole]) & 0xff00 >> rest & 0xff) == 0;
    }

    /**
     * The 16 bytes of an address.
     *
     * @param address IPv4 or IPv6
     * @return network order, IPv4 in its v4-mapped form
     */
    public static byte[] bytes(InetAddress address) {
        byte[] raw = address.getAddress();
        return raw.length == BYTES ? raw : mapped(raw);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressBlock block
                && prefixLength == block.prefixLength
                && Arrays.equals(address, block.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + prefixLength;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        try {
            InetAddress numeric = InetAddress.getByAddress(address);
            boolean v4 = numeric instanceof Inet4Address && prefixLength >= V4_BITS;
            int bits = v4 ? 32 : 128;
            int length = v4 ? prefixLength - V4_BITS : prefixLength;
            String text = v4 ? numeric.getHostAddress() : hex();
            return length == bits ? text : text + "/" + length;
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e); // 16 bytes are an address
        }
    }

    private String hex() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < BYTES; i += 2) {
            int group = (address[i] & 0xff) << 8 | address[i + 1] & 0xff;
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return text.toString();
    }

    private static byte[] bytes(String numeric, boolean v4, String text) {
        if (v4) {
            byte[] raw = v4(numeric);
            if (raw == null) {
                throw new IllegalArgumentException(complaint(text));
            }
            return mapped(raw);
        }
        try {
            // A text with a colon is never looked up; it fails if it is not numeric.
            if (numeric.indexOf('%') >= 0 || numeric.indexOf('[') >= 0) {
                throw new IllegalArgumentException(complaint(text));
            }
            return bytes(InetAddress.ofLiteral(numeric));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(complaint(text), e);
        }
    }

    /** Four decimal parts; null for anything else, the short forms of inet_aton among it. */
    private static byte[] v4(String numeric) {
        byte[] raw = new byte[4];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= numeric.length(); i++) {
            char c = i < numeric.length() ? numeric.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || value > 255 || part == 4) {
                    return null;
                }
                raw[part++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                value = 10 * value + (c - '0');
                digits++;
            } else {
                return null;
            }
        }
        return part == 4 ? raw : null;
    }

    private static byte[] mapped(byte[] v4) {
        byte[] mapped = new byte[BYTES];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(v4, 0, mapped, 12, 4);
        return mapped;
    }

    private static int prefixLength(String digits, int bits, String text) {
        int length = 0;
        boolean valid = !digits.isEmpty() && digits.length() <= 3;
        for (int i = 0; valid && i < digits.length(); i++) {
            char c = digits.charAt(i);
            valid = c >= '0' && c <= '9';
            length = 10 * length + (c - '0');
        }
        if (!valid || length > bits) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no prefix length of 0-" + bits + " after its slash");
        }
        return length;
    }

    private static String complaint(String text) {
        return "'"
                + text
                + "' is not a numeric IP address (such as 192.0.2.1, 2001:db8::1 or 10.0.0.0/8;"
                + " host names are not looked up)";
    }
}
