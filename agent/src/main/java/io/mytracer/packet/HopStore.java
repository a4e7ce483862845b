package io.mytracer.packet;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.HopRecord;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of records that wait for their packet to go on, in slots that are used again.
 *
 * <p>Not thread-safe.
 */
final class HopStore {
    /** Bytes 32 to 84 and 92 to 97 of a record are the packet's headers, namespace and type. */
    private static final int[][] HEADERS = {{32, 52}, {92, 5}};

    /** Where {@link HopRecord} has its flow. */
    private static final int FLOW = 24;

    private static final int BLOCK = 1024;
    private static final int BLOCKS = 64;

    private final List<MemorySegment> blocks = new ArrayList<>();
    private final StackCopies copies = new StackCopies();
    private long[][] stacks = new long[0][];
    private final HopRecord view = new HopRecord();
    private final HopRecord other = new HopRecord();
    private int[] free = new int[0];
    private int frees;

    /** Whether another record can be stored. */
    boolean hasRoom() {
        return frees > 0 || grow();
    }

    /** Returns how many records are stored. */
    int used() {
        return BLOCK * blocks.size() - frees;
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
        record.copyTo(block(slot), offset(slot));
        stacks[slot] = copies.of(record);
        return slot;
    }

    /** Returns a view of a slot, valid until the next call of this method. */
    HopRecord view(int slot) {
        return view.at(block(slot), offset(slot)).withStack(stacks[slot]);
    }

    /** Returns the time of a slot. */
    long time(int slot) {
        return other.at(block(slot), offset(slot)).time();
    }

    /** Gives a record without headers those of another. */
    void copyHeaders(int from, int to) {
        for (int[] range : HEADERS) {
            MemorySegment.copy(
                    block(from),
                    offset(from) + range[0],
                    block(to),
                    offset(to) + range[0],
                    range[1]);
        }
    }

    /** Gives a record without a flow one. */
    void completeFlow(int slot, long flow) {
        if (other.at(block(slot), offset(slot)).flow() == 0) {
            block(slot).set(JAVA_LONG, offset(slot) + FLOW, flow);
        }
    }

    void free(int slot) {
        stacks[slot] = null;
        free[frees++] = slot;
    }

    private boolean grow() {
        if (blocks.size() == BLOCKS) {
            return false;
        }
        int first = blocks.size() * BLOCK;
        blocks.add(Arena.ofAuto().allocate((long) BLOCK * HopRecord.SIZE, 64));
        free = new int[first + BLOCK];
        stacks = Arrays.copyOf(stacks, first + BLOCK);
        for (int i = BLOCK - 1; i >= 0; i--) {
            free[frees++] = first + i;
        }
        return true;
    }

    private MemorySegment block(int slot) {
        return blocks.get(slot / BLOCK);
    }

    private static long offset(int slot) {
        return (long) (slot % BLOCK) * HopRecord.SIZE;
    }
}
