package io.mytracer.it;

import java.time.Duration;

/**
 * How much slower than a usual machine this one is: tests wait longer, measure less exactly and do
 * things less often. A guest without KVM is 10 to 20 times slower.
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

    /**
     * Returns how often to do what takes its time.
     *
     * @param usual number
     * @param least number that shows it
     */
    public static int fewer(int usual, int least) {
        return Math.max(usual / FACTOR, least);
    }
}
