package io.mytracer.jmc;

/**
 * The counters of {@code mytracer.TracerLoss}, and what a reader must not trust because of each.
 */
enum LossKind {
    RING_FULL(
            "ringFull",
            "records lost because the agent could not keep up",
            "Hops, drops and resets are missing at random, and paths look shorter than they were."),
    MAP_FULL(
            "mapFull",
            "packets or sockets not followed because a table in the kernel was full",
            "Whole packets are missing, so totals are too low."),
    RECURSION(
            "recursion",
            "hooks skipped because one was running already",
            "Single hops are missing, and the time before them is too long."),
    UNMATCHED("unmatched", "records that could not be joined to a packet", "Paths have gaps."),
    STACK_LOST(
            "stackLost",
            "kernel stacks that could not be taken",
            "Events have no kernel stack; all else of them is right.");

    private final String field;
    private final String meaning;
    private final String consequence;

    LossKind(String field, String meaning, String consequence) {
        this.field = field;
        this.meaning = meaning;
        this.consequence = consequence;
    }

    String field() {
        return field;
    }

    String meaning() {
        return meaning;
    }

    String consequence() {
        return consequence;
    }

    /** Whether what happened is missing, and not only a detail of it. */
    boolean hidesEvents() {
        return this != STACK_LOST;
    }
}
