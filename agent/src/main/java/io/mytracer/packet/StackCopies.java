package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;

/**
 * Copies of kernel stacks. Packets take few ways through the kernel, so a stack that was copied
 * lately is given again instead of a new one.
 *
 * <p>Direct-mapped: a collision costs a copy. Not thread-safe.
 */
final class StackCopies {
    private static final int SIZE = 1024;

    private final long[][] recent = new long[SIZE][];

    /** Returns the frames of a record, which nobody may change; null where it has none. */
    long[] of(HopRecord record) {
        int frames = record.frames();
        if (frames == 0) {
            return null;
        }
        int slot = slot(record, frames);
        long[] known = recent[slot];
        if (known == null || !same(known, record, frames)) {
            known = new long[frames];
            for (int i = 0; i < frames; i++) {
                known[i] = record.frame(i);
            }
            recent[slot] = known;
        }
        return known;
    }

    private static int slot(HopRecord record, int frames) {
        long hash = frames;
        for (int i = 0; i < frames; i++) {
            hash = hash * 31 + record.frame(i);
        }
        return (int) (hash * 0x9e37_79b9_7f4a_7c15L >>> 54);
    }

    private static boolean same(long[] known, HopRecord record, int frames) {
        if (known.length != frames) {
            return false;
        }
        for (int i = 0; i < frames; i++) {
            if (known[i] != record.frame(i)) {
                return false;
            }
        }
        return true;
    }
}
