package io.mytracer.bpf;

/**
 * A place that cannot be watched on this kernel.
 *
 * @param function the kernel's name of it
 * @param reason why, in a few words
 */
public record MissingHop(String function, String reason) {
    @Override
    public String toString() {
        return function + " (" + reason + ")";
    }
}
