package io.mytracer.bpf.kernel;

import java.util.Arrays;

/**
 * The bytes of BTF, split into types and names by {@code Documentation/bpf/btf.rst}.
 *
 * <p>A module's BTF goes on where that of its kernel ends: numbers of types, offsets of names and,
 * here, positions of bytes, too.
 *
 * <p>A byte array and shifts, not a segment: this runs once in a cold JVM, where the interpreter
 * takes many times longer for a segment access.
 */
final class BtfData {
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 24;
    private static final int TYPE_BYTES = 12;

    /** Qualifiers, typedefs or anonymous members in a row. */
    static final int DEEPEST = 32;

    private final BtfData base;
    private final byte[] bytes;
    private final int start; // position of bytes[0]
    private final int firstType;
    private final BtfStrings names;
    private int[] types;
    private int count;

    /**
     * Finds the types.
     *
     * @param base what these bytes go on from; null where they stand alone
     */
    BtfData(byte[] bytes, BtfData base) {
        this.base = base;
        this.bytes = bytes;
        start = base == null ? 0 : base.start + base.bytes.length;
        firstType = base == null ? 1 : base.count; // type 0 is void and has no bytes
        types = new int[base == null ? 1 << 16 : 1 << 10];
        count = firstType;
        if (bytes.length < HEADER_BYTES) {
            throw broken("header is cut off", start + bytes.length);
        }
        int magic = u16(start);
        if (magic != MAGIC) {
            throw broken("magic is 0x" + Integer.toHexString(magic) + " instead of 0xeb9f", start);
        }
        if (bytes[2] != VERSION) {
            throw broken("version is " + bytes[2] + " instead of 1", start + 2);
        }
        long header = Integer.toUnsignedLong(i32(start + 4));
        if (header < HEADER_BYTES) {
            throw broken("header has " + header + " bytes", start + 4);
        }
        int typesBegin = section(header, start + 8);
        int typesEnd = typesBegin + i32(start + 12);
        int namesBegin = section(header, start + 16);
        int namesEnd = namesBegin + i32(start + 20);
        BtfStrings before = base == null ? null : base.names;
        names = new BtfStrings(before, bytes, start, namesBegin, namesEnd);
        findTypes(start + typesBegin, start + typesEnd);
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
            if (count - firstType == types.length) {
                types = Arrays.copyOf(types, types.length * 2);
            }
            types[count++ - firstType] = at;
            at += size;
        }
        types = Arrays.copyOf(types, count - firstType);
    }

    /** Returns the lowest type number of these bytes: those below are the base's. */
    int firstType() {
        return firstType;
    }

    /** Returns one more than the highest type number. */
    int typeCount() {
        return count;
    }

    /** Returns where a type begins. */
    int type(int id) {
        if (id <= 0 || id >= count) {
            throw broken(
                    "no type " + Integer.toUnsignedString(id), id <= 0 ? 0 : start + bytes.length);
        }
        return id < firstType ? base.type(id) : types[id - firstType];
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
        return names.text(i32(at), at);
    }

    boolean nameIs(int at, byte[] name) {
        return names.is(i32(at), at, name);
    }

    boolean sameName(int at, int other) {
        return names.same(i32(at), at, i32(other), other);
    }

    int nameHash(int at) {
        return names.hash(i32(at), at);
    }

    /** Follows typedefs and qualifiers; returns the type's position, or -1 for void. */
    int resolve(int id) {
        int next = id;
        for (int depth = 0; depth < DEEPEST; depth++) {
            if (next == 0) {
                return -1;
            }
            int at = type(next);
            if (!kind(at).isAlias()) {
                return at;
            }
            next = sizeOrType(at);
        }
        throw broken("type " + next + " refers to itself", type(next));
    }

    /** Returns where the prototype of a function begins, or -1 if it has none. */
    int prototype(int function) {
        int at = resolve(sizeOrType(function));
        return at >= 0 && kind(at) == BtfKind.FUNC_PROTO ? at : -1;
    }

    /** Says whether a type is a pointer, {@code const} or not, to a struct of that name. */
    boolean isPointer(int id, byte[] struct) {
        int pointer = resolve(id);
        if (pointer < 0 || kind(pointer) != BtfKind.PTR) {
            return false;
        }
        int target = resolve(sizeOrType(pointer));
        return target >= 0 && kind(target) == BtfKind.STRUCT && nameIs(target, struct);
    }

    int i32(int at) {
        if (at < start) {
            return base.i32(at);
        }
        int i = at - start;
        return bytes[i] & 0xff
                | (bytes[i + 1] & 0xff) << 8
                | (bytes[i + 2] & 0xff) << 16
                | bytes[i + 3] << 24;
    }

    private int u16(int at) {
        return i32(at) & 0xffff;
    }

    static IllegalArgumentException broken(String what, long position) {
        return new IllegalArgumentException("BTF at byte " + position + ": " + what);
    }
}
