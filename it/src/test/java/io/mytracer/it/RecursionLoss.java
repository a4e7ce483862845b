package io.mytracer.it;

/** Nothing is missing but by recursion: the test can tell nothing, and may be run again. */
final class RecursionLoss extends AssertionError {
    private static final long serialVersionUID = 1L;

    RecursionLoss(long lost) {
        super(lost + " lost by recursion");
    }
}
