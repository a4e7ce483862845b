package io.mytracer.bpf;

/** Takes what has been counted of the ways between stages. */
@FunctionalInterface
public interface StageTimesSink {
    /**
     * Of one edge, all times since the tracer was opened.
     *
     * @param buckets how many times there were of each size, as {@code LogHistogram} of {@code
     *     io.mytracer.diagnosis} parts them, less 2³² at times; valid during the call
     * @param sum of all times, in ns
     */
    void times(StageEdge edge, long[] buckets, long sum);
}
