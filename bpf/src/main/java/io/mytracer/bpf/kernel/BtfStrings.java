package io.mytracer.bpf.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names of BTF, by the offset that types refer to them by; a module's go on where its kernel's
 * end.
 */
final class BtfStrings {
    // Longer than any symbol of the kernel (KSYM_NAME_LEN is 512). Without a limit, hostile bytes
    // could make every type's name megabytes long.
    private static final int LONGEST_NAME = 1024;

    private final BtfStrings base;
    private final byte[] bytes;
    private final int start; // position of bytes[0]
    private final int begin; // in bytes
    private final int end;
    private final long firstOffset;

    /**
     * Names in a part of some bytes.
     *
     * @param base what they go on from; null where they stand alone
     * @param start position of the first of the bytes
     */
    BtfStrings(BtfStrings base, byte[] bytes, int start, int begin, int end) {
        this.base = base;
        this.bytes = bytes;
        this.start = start;
        this.begin = begin;
        this.end = end;
        firstOffset = base == null ? 0 : base.firstOffset + base.end - base.begin;
    }

    /**
     * Returns a name.
     *
     * @param at position to be told where it is broken
     */
    String text(int offset, int at) {
        BtfStrings in = holder(offset);
        int first = in.first(offset, at);
        return new String(in.bytes, first, in.last(first) - first, StandardCharsets.UTF_8);
    }

    boolean is(int offset, int at, byte[] name) {
        BtfStrings in = holder(offset);
        int first = in.first(offset, at);
        return in.end - first > name.length
                && in.bytes[first + name.length] == 0
                && Arrays.equals(in.bytes, first, first + name.length, name, 0, name.length);
    }

    boolean same(int offset, int at, int offset2, int at2) {
        if (offset == offset2) {
            return true;
        }
        BtfStrings in = holder(offset);
        BtfStrings in2 = holder(offset2);
        int first = in.first(offset, at);
        int first2 = in2.first(offset2, at2);
        return Arrays.equals(in.bytes, first, in.last(first), in2.bytes, first2, in2.last(first2));
    }

    int hash(int offset, int at) {
        BtfStrings in = holder(offset);
        int first = in.first(offset, at);
        int hash = 0;
        for (int i = first; i < in.end && in.bytes[i] != 0; i++) {
            if (i - first == LONGEST_NAME) {
                throw in.endless(first);
            }
            hash = 31 * hash + in.bytes[i];
        }
        return hash;
    }

    private BtfStrings holder(int offset) {
        BtfStrings holder = this;
        while (Integer.toUnsignedLong(offset) < holder.firstOffset) {
            holder = holder.base;
        }
        return holder;
    }

    private int first(int offset, int at) {
        long first = begin + Integer.toUnsignedLong(offset) - firstOffset;
        if (first >= end) {
            throw BtfData.broken("name begins behind the names", at);
        }
        return (int) first;
    }

    private int last(int first) {
        for (int i = first; i < end && i - first <= LONGEST_NAME; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        throw endless(first);
    }

    private IllegalArgumentException endless(int first) {
        return BtfData.broken("name without an end", start + first);
    }
}
