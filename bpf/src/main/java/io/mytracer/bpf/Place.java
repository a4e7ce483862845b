package io.mytracer.bpf;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A place in the kernel with the programs that can watch it, best first.
 *
 * @param function the kernel's name of the tracepoint or function
 * @param hop what is seen there; null where programs only keep account
 * @param choices ways to watch it here and now; empty if there are none
 * @param missing why there are none; null if there are some
 */
record Place(String function, Hop hop, List<Choice> choices, String missing) {
    /** What is told of whether packets are followed or not. */
    private static final Set<Hop> CAUSES =
            EnumSet.of(
                    Hop.KFREE_SKB,
                    Hop.TCP_SEND_RESET,
                    Hop.TCP_RECEIVE_RESET,
                    Hop.TCP_RETRANSMIT_SKB,
                    Hop.TCP_RETRANSMIT_SYNACK);

    /**
     * One way to watch a place.
     *
     * @param backend how
     * @param programs all of which have to be attached
     */
    record Choice(Backend backend, List<String> programs) {}

    /** Whether the place only serves to follow packets. */
    boolean follows() {
        return hop == null ? Places.SOFTIRQS.contains(function) : !CAUSES.contains(hop);
    }
}
