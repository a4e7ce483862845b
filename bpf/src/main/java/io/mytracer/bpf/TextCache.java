package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Texts of fixed fields that end with a zero byte, made once and kept. Direct-mapped: a collision
 * costs making the text anew. Not thread-safe.
 */
final class TextCache {
    private static final int SLOTS = 256;

    private final MemorySegment[] bytes = new MemorySegment[SLOTS];
    private final String[] texts = new String[SLOTS];

    /**
     * Returns the text of a field; one that fills it is cut, and ends with an ellipsis.
     *
     * @param size of the field, a multiple of 8
     */
    String at(MemorySegment segment, long offset, int size) {
        if (segment.get(JAVA_BYTE, offset) == 0) {
            return "";
        }
        int slot = slot(segment, offset, size);
        MemorySegment known = bytes[slot];
        if (known == null
                || known.byteSize() != size
                || MemorySegment.mismatch(segment, offset, offset + size, known, 0, size) >= 0) {
            byte[] copy = segment.asSlice(offset, size).toArray(JAVA_BYTE);
            bytes[slot] = MemorySegment.ofArray(copy);
            texts[slot] = text(copy);
        }
        return texts[slot];
    }

    private static int slot(MemorySegment segment, long offset, int size) {
        long hash = 0;
        for (int i = 0; i < size; i += 8) {
            hash = (hash ^ segment.get(JAVA_LONG, offset + i)) * 0x9E3779B97F4A7C15L;
        }
        return (int) (hash >>> 40) & SLOTS - 1;
    }

    private static String text(byte[] field) {
        int length = 0;
        while (length < field.length && field[length] != 0) {
            length++;
        }
        String text = new String(field, 0, length, StandardCharsets.UTF_8);
        return length < field.length - 1 ? text : text + "…";
    }
}
