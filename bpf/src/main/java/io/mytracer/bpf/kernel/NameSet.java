package io.mytracer.bpf.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Names that are looked for among bytes, without making a String of what is none of them. */
final class NameSet {
    private final String[] names;
    private final byte[][] slots;
    private final int[] numbers;

    NameSet(Collection<String> wanted) {
        names = wanted.toArray(String[]::new);
        slots = new byte[Integer.highestOneBit(Math.max(names.length, 8)) << 2][];
        numbers = new int[slots.length];
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            int slot = slot(name, 0, name.length);
            while (slots[slot] != null) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = name;
            numbers[slot] = i;
        }
    }

    /** Returns the name that stands in a part of some bytes; null if it is none of these. */
    String find(byte[] bytes, int begin, int end) {
        int slot = slot(bytes, begin, end);
        while (slots[slot] != null) {
            if (Arrays.equals(slots[slot], 0, slots[slot].length, bytes, begin, end)) {
                return names[numbers[slot]];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    private int slot(byte[] bytes, int begin, int end) {
        int hash = 0;
        for (int i = begin; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 15) * 0x9e3779b1 >>> 7 & slots.length - 1;
    }
}
