package io.mytracer.bpf.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of BTF, split into types and names by {@code Documentation/bpf/btf.rst}.
 *
 * <p>A byte array and shifts, not a segment: this runs once in a cold JVM, where the interpreter
 * takes many times longer for a segment access.
 */
final class BtfData {
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 24;
    private static final int TYPE_BYTES = 12;

    // Longer than any symbol of the kernel (KSYM_NAME_LEN is 512). Without a limit, hostile bytes
    // could make every type's name megabytes long.
    private static final int LONGEST_NAME = 1024;

    private final byte[] bytes;
    private final int namesBegin;
    private final int namesEnd;
    private int[] types = new int[1 << 16];
    private int count = 1; // type 0 is void and has no bytes

    BtfData(byte[] bytes) {
        this.bytes = bytes;
        if (bytes.length < HEADER_BYTES) {
            throw broken("header is cut off", bytes.length);
        }
        int magic = u16(0);
        if (magic != MAGIC) {
            throw broken("magic is 0x" + Integer.toHexString(magic) + " instead of 0xeb9f", 0);
        }
        if (bytes[2] != VERSION) {
            throw broken("version is " + bytes[2] + " instead of 1", 2);
        }
        long header = Integer.toUnsignedLong(i32(4));
        if (header < HEADER_BYTES) {
            throw broken("header has " + header + " bytes", 4);
        }
        int typesBegin = section(header, 8);
        int typesEnd = typesBegin + i32(12);
        namesBegin = section(header, 16);
        namesEnd = namesBegin + i32(20);
        findTypes(typesBegin, typesEnd);
    }

    private int section(long header, int at) {
        long begin = header + Integer.toUnsignedLong(i32(at));
        long end = begin + Integer.toUnsignedLong(i32(at + 4));
        if (end > bytes.length) {
            throw broken("section ends at " + end + " of " + bytes.length + " bytes", at);
        }
        return (int) begin;
    }

    private void findTypes(int begin, int end) {
        int at = begin;
        while (at < end) {
            if (end - at < TYPE_BYTES) {
                throw broken("type " + count + " is cut off", at);
            }
            BtfKind kind = BtfKind.of(kindNumber(at));
            if (kind == null || kind == BtfKind.VOID) {
                throw broken("type " + count + " has unknown kind " + kindNumber(at), at);
            }
            int size = TYPE_BYTES + kind.trailingBytes(items(at));
            if (end - at < size) {
                throw broken("type " + count + " is cut off", at);
            }
            if (count == types.length) {
                types = Arrays.copyOf(types, count * 2);
            }
            types[count++] = at;
            at += size;
        }
        types = Arrays.copyOf(types, count);
    }

    /** Returns one more than the highest type number. */
    int typeCount() {
        return count;
    }

    /** Returns where a type begins. */
    int type(int id) {
        if (id <= 0 || id >= count) {
            throw broken("no type " + Integer.toUnsignedString(id), id <= 0 ? 0 : bytes.length);
        }
        return types[id];
    }

    BtfKind kind(int at) {
        return BtfKind.of(kindNumber(at));
    }

    private int kindNumber(int at) {
        return i32(at + 4) >>> 24 & 0x1f;
    }

    /** Returns the number of members, enumerators or parameters. */
    int items(int at) {
        return u16(at + 4);
    }

    boolean kindFlag(int at) {
        return i32(at + 4) < 0;
    }

    /** Returns the size in bytes, or the number of the type referred to, by kind. */
    int sizeOrType(int at) {
        return i32(at + 8);
    }

    /** Returns where an item of a type begins. */
    int item(int at, int index) {
        return at + TYPE_BYTES + index * kind(at).trailingBytes(1);
    }

    boolean isNamed(int at) {
        return i32(at) != 0;
    }

    /** Returns the name whose offset stands at a position; empty for anonymous. */
    String name(int at) {
        int begin = nameBegin(at);
        return new String(bytes, begin, nameEnd(begin) - begin, StandardCharsets.UTF_8);
    }

    boolean nameIs(int at, byte[] name) {
        int begin = nameBegin(at);
        return namesEnd - begin > name.length
                && bytes[begin + name.length] == 0
                && Arrays.equals(bytes, begin, begin + name.length, name, 0, name.length);
    }

    boolean sameName(int at, int other) {
        int begin = nameBegin(at);
        int begin2 = nameBegin(other);
        return begin == begin2
                || Arrays.equals(bytes, begin, nameEnd(begin), bytes, begin2, nameEnd(begin2));
    }

    int nameHash(int at) {
        int begin = nameBegin(at);
        int hash = 0;
        for (int i = begin; i < namesEnd && bytes[i] != 0; i++) {
            if (i - begin == LONGEST_NAME) {
                throw broken("name without an end", begin);
            }
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private int nameBegin(int at) {
        long begin = namesBegin + Integer.toUnsignedLong(i32(at));
        if (begin >= namesEnd) {
            throw broken("name begins behind the names", at);
        }
        return (int) begin;
    }

    private int nameEnd(int begin) {
        for (int i = begin; i < namesEnd && i - begin <= LONGEST_NAME; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        throw broken("name without an end", begin);
    }

    int i32(int at) {
        return bytes[at] & 0xff
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | bytes[at + 3] << 24;
    }

    private int u16(int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    static IllegalArgumentException broken(String what, long position) {
        return new IllegalArgumentException("BTF at byte " + position + ": " + what);
    }
}
