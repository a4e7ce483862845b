package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

/** What it means that a packet ends, or has not been seen for long. Not thread-safe. */
final class Ends {
    /** include/uapi/linux/if_packet.h. */
    private static final int PACKET_OTHERHOST = 3;

    private final FlowUses uses;

    Ends(FlowUses uses) {
        this.uses = uses;
    }

    /** Returns what the end of a packet means at a place where none are dropped. */
    Outcome of(Path path, Hop hop) {
        if (Kin.isMerge(hop)) {
            return Outcome.MERGED;
        }
        if (path.kin.isSegmented()) {
            return Outcome.SEGMENTED;
        }
        if (!path.received) {
            return Outcome.SENT;
        }
        boolean plain = hop == Hop.PLAIN_KFREE_SKB || hop == Hop.SKB_ATTEMPT_DEFER_FREE;
        return !plain || uses.hasTaken(path) ? Outcome.DELIVERED : Outcome.QUEUED;
    }

    /** Whether a packet is lost by a drop: what it has been cut into goes on, as a rule. */
    static boolean isLoss(Path path, HopRecord drop) {
        return !path.kin.isSegmented() && !isStray(path, drop);
    }

    /** A bridge floods copies also to those whom the packet does not concern. */
    static boolean isStray(Path path, HopRecord drop) {
        return path.kin.isCopied() && drop.packetType() == PACKET_OTHERHOST;
    }

    /** Whether a packet is over. Not every end can be seen; this finds the others out. */
    boolean isOver(Path path) {
        if (path.outcome != null && !path.kin.livesOn()) {
            return true;
        }
        if (path.received && uses.hasTaken(path)) {
            path.outcome = Outcome.DELIVERED;
            return true;
        }
        if (path.sent && !path.received) {
            path.outcome = Outcome.SENT;
            return true;
        }
        return false;
    }

    /** Returns what is said of a packet of which no end is known. */
    static Outcome unfinished(Path path) {
        if (path.mergedInto() != 0) {
            return Outcome.MERGED;
        }
        return path.received ? Outcome.QUEUED : Outcome.UNKNOWN;
    }
}
