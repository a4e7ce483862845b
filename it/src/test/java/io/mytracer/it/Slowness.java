package io.mytracer.it;

import java.time.Duration;

/**
 * How much longer than on a usual machine things may take: the patience of the tests is multiplied
 * by it, and nothing else is. A guest without KVM is 10 to 20 times slower.
 */
public final class Slowness {
    private static final int FACTOR = Integer.getInteger("mytracer.it.slowness", 1);

    private Slowness() {}

    /**
     * Returns how long to wait for what may take so long on a usual machine.
     *
     * @param usual time limit
     */
    public static Duration allow(Duration usual) {
        return usual.multipliedBy(FACTOR);
    }
}
