package io.mytracer.packet;

import java.util.Arrays;

/**
 * Which thread moved which bytes of a TCP stream, for the last of them. What one thread moves
 * without another in between is one stretch, however many calls it took.
 *
 * <p>Not thread-safe.
 */
final class ByteOwners {
    /** As many threads may have had a turn while bytes wait to be sent, or to be told. */
    static final int MOST = 64;

    /** Sequence numbers wrap: the difference of two must fit in 31 bits. */
    private static final int LONGEST = 1 << 30;

    private int[] begins = new int[1];
    private int[] ends = new int[1];
    private long[] owners = new long[1];
    private int size;
    private int last;

    /**
     * A thread has moved bytes.
     *
     * @param seq TCP's number of the first byte
     * @param length how many, more than 0
     * @param owner the thread; 0 where it is not known
     */
    void note(long seq, long length, long owner) {
        int begin = (int) seq;
        int end = (int) (seq + length);
        if (size > 0 && owners[last] == owner && ends[last] == begin) {
            begin = begins[last];
        } else {
            add();
        }
        begins[last] = end - begin > LONGEST || end - begin < 0 ? end - LONGEST : begin;
        ends[last] = end;
        owners[last] = owner;
    }

    private void add() {
        if (size == MOST) {
            last = (last + 1) % MOST;
            return;
        }
        if (size == begins.length) {
            begins = Arrays.copyOf(begins, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            owners = Arrays.copyOf(owners, 2 * size);
        }
        last = size++;
    }

    /** Returns the thread that moved the byte of a number last; 0 where that is not known. */
    long of(long seq) {
        for (int i = 0; i < size; i++) {
            int at = Math.floorMod(last - i, size);
            if ((int) seq - begins[at] >= 0 && (int) seq - ends[at] < 0) {
                return owners[at];
            }
        }
        return 0;
    }
}
