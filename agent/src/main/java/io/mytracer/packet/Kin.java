package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

/** What a packet was made from, what has been made from it, and what it has become part of. */
final class Kin {
    /** In how many socket buffers the packet lives. */
    private int buffers;

    private boolean copied;
    private long origin;
    private long mergedInto;
    private boolean segmented;

    void reset() {
        buffers = 1;
        copied = false;
        origin = 0;
        mergedInto = 0;
        segmented = false;
    }

    /** Takes note of a hop. */
    void note(HopRecord record) {
        switch (record.hop()) {
            case SKB_CLONE, SKB_COPY, PSKB_COPY_FCLONE, SKB_COPY_EXPAND, SKB_MORPH -> {
                buffers++;
                copied = true;
            }
            case SKB_GSO_SEGMENT -> {
                origin = record.related();
                segmented = origin == 0;
            }
            case SKB_GRO_RECEIVE, SKB_GRO_RECEIVE_LIST, SKB_TRY_COALESCE ->
                    mergedInto = record.related();
            default -> {}
        }
        if (record.last()) {
            buffers--;
        }
    }

    /** Whether some buffer with the packet goes on. */
    boolean livesOn() {
        return buffers > 0;
    }

    /** Whether there has been more than one. */
    boolean isCopied() {
        return copied;
    }

    /** Whether the packet has been cut into others. */
    boolean isSegmented() {
        return segmented;
    }

    long origin() {
        return origin;
    }

    long mergedInto() {
        return mergedInto;
    }

    /** Whether a hop is the end of a packet that goes on as part of another. */
    static boolean isMerge(Hop hop) {
        return hop == Hop.SKB_GRO_RECEIVE || hop == Hop.SKB_GRO_RECEIVE_LIST;
    }
}
