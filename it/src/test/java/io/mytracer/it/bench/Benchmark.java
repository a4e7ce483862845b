package io.mytracer.it.bench;

/** Measures one thing. */
@FunctionalInterface
interface Benchmark {
    /**
     * Measures.
     *
     * @param effort how often to repeat it
     * @param results takes the figures
     */
    void run(Effort effort, Results results) throws Exception;
}
