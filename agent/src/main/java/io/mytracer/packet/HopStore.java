package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;

import java.util.Arrays;

/**
 * Copies of records that wait for their packet to go on, in slots that are used again.
 *
 * <p>Not thread-safe.
 */
final class HopStore {
    private static final int WORDS = HopRecord.WORDS;

    /** Where {@link HopRecord} has its flow. */
    private static final int FLOW = 3;

    /** Bytes 32 to 84 and 92 to 97 of a record are the packet's headers, namespace and type. */
    private static final long[] HEADERS = {
        0, 0, 0, 0, -1, -1, -1, -1, -1, -1, 0xffff_ffffL, 0xffff_ffffL << 32, 0xff, 0, 0, 0
    };

    private static final int BLOCK = 1024;
    private static final int BLOCKS = 64;

    private final long[][] blocks = new long[BLOCKS][];
    private int grown;
    private final StackCopies copies = new StackCopies();
    private long[][] stacks = new long[0][];
    private final HopRecord view = new HopRecord();
    private int[] free = new int[0];
    private int frees;

    /** Whether another record can be stored. */
    boolean hasRoom() {
        return frees > 0 || grow();
    }

    /** Returns how many records are stored. */
    int used() {
        return BLOCK * grown - frees;
    }

    /**
     * Stores a copy, with its kernel stack.
     *
     * @return its slot, or -1 if there is no room
     */
    int add(HopRecord record) {
        if (!hasRoom()) {
            return -1;
        }
        int slot = free[--frees];
        record.copyTo(block(slot), base(slot));
        stacks[slot] = copies.of(record);
        return slot;
    }

    /** Returns a view of a slot, valid until the next call of this method. */
    HopRecord view(int slot) {
        return view.at(block(slot), base(slot), stacks[slot]);
    }

    /** Returns the time of a slot. */
    long time(int slot) {
        return block(slot)[base(slot)];
    }

    /** Gives a record without headers those of another. */
    void copyHeaders(int from, int to) {
        long[] source = block(from);
        long[] target = block(to);
        for (int word = 0; word < WORDS; word++) {
            long mask = HEADERS[word];
            int at = base(to) + word;
            target[at] = target[at] & ~mask | source[base(from) + word] & mask;
        }
    }

    /** Gives a record without a flow one. */
    void completeFlow(int slot, long flow) {
        int at = base(slot) + FLOW;
        if (block(slot)[at] == 0) {
            block(slot)[at] = flow;
        }
    }

    void free(int slot) {
        stacks[slot] = null;
        free[frees++] = slot;
    }

    private boolean grow() {
        if (grown == BLOCKS) {
            return false;
        }
        int first = grown * BLOCK;
        blocks[grown++] = new long[BLOCK * WORDS];
        free = new int[first + BLOCK];
        stacks = Arrays.copyOf(stacks, first + BLOCK);
        for (int i = BLOCK - 1; i >= 0; i--) {
            free[frees++] = first + i;
        }
        return true;
    }

    private long[] block(int slot) {
        return blocks[slot / BLOCK];
    }

    private static int base(int slot) {
        return slot % BLOCK * WORDS;
    }
}
