package io.mytracer.bpf.kernel;

import java.nio.charset.StandardCharsets;

/**
 * Finds types by kind and name, without those of a base: an open-addressed table of type numbers,
 * half empty. A map of strings would hold tens of thousands of objects for a few dozen questions.
 */
final class BtfNames {
    private final BtfData data;
    private final int[] slots;

    BtfNames(BtfData data) {
        this.data = data;
        int types = data.typeCount() - data.firstType();
        slots = new int[Integer.highestOneBit(Math.max(types, 8)) << 2];
        for (int id = data.firstType(); id < data.typeCount(); id++) {
            int at = data.type(id);
            if (data.isNamed(at) && isIndexed(data.kind(at))) {
                insert(id, at);
            }
        }
    }

    private static boolean isIndexed(BtfKind kind) {
        return switch (kind) {
            case STRUCT, UNION, ENUM, ENUM64, TYPEDEF, FUNC, VAR -> true;
            default -> false;
        };
    }

    private void insert(int id, int at) {
        int slot = spread(data.nameHash(at));
        int other = slots[slot];
        while (other != 0) {
            int otherAt = data.type(other);
            // First one wins, and a name is held once per kind: else many types of one name would
            // make this quadratic.
            if (data.kind(otherAt) == data.kind(at) && data.sameName(otherAt, at)) {
                return;
            }
            slot = slot + 1 & slots.length - 1;
            other = slots[slot];
        }
        slots[slot] = id;
    }

    /** Returns the position of the first type of that kind and name, or -1. */
    int find(BtfKind kind, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int hash = 0;
        for (byte b : bytes) {
            hash = 31 * hash + b;
        }
        for (int slot = spread(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int at = data.type(slots[slot]);
            if (data.kind(at) == kind && data.nameIs(at, bytes)) {
                return at;
            }
        }
        return -1;
    }

    private int spread(int hash) {
        return (hash ^ hash >>> 15) * 0x9e3779b1 >>> 7 & slots.length - 1;
    }
}
