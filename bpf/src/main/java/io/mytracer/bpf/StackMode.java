package io.mytracer.bpf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is told with its kernel stack, {@code enum stacks} of state.h. A stack costs some µs. */
public enum StackMode {
    /** Nothing. */
    NONE,
    /** Drops, resets, retransmissions, and what packet filters refuse. */
    DROPS,
    /** That, and every hop of one packet in 64. */
    SAMPLED,
    /** Everything. */
    ALL;

    /** Returns the name in options, such as {@code drops}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether hops may have stacks. */
    public boolean ofHops() {
        return this == SAMPLED || this == ALL;
    }

    /** Returns the mode of a name. */
    public static Optional<StackMode> of(String words) {
        return Arrays.stream(values()).filter(mode -> mode.words().equals(words)).findFirst();
    }
}
