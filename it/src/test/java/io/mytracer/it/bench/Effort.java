package io.mytracer.it.bench;

/**
 * How often a measurement is repeated.
 *
 * @param percent of what makes figures that can be published
 */
record Effort(int percent) {
    /**
     * Returns how many rounds to make.
     *
     * @param usual with full effort
     */
    int rounds(int usual) {
        return Math.max(2, usual * percent / 100);
    }
}
