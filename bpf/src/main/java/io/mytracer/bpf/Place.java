package io.mytracer.bpf;

import java.util.List;

/**
 * A place in the kernel with the programs that can watch it, best first.
 *
 * @param function the kernel's name of the tracepoint or function
 * @param hop what is seen there; null where programs only keep account
 * @param choices ways to watch it here and now; empty if there are none
 * @param missing why there are none; null if there are some
 */
record Place(String function, Hop hop, List<Choice> choices, String missing) {

    /**
     * One way to watch a place.
     *
     * @param backend how
     * @param programs all of which have to be attached
     */
    record Choice(Backend backend, List<String> programs) {}
}
