package io.mytracer.bpf;

/** Takes what the tracer drains. */
@FunctionalInterface
public interface RecordSink {
    /**
     * Takes one record.
     *
     * @param record valid during this call only
     */
    void accept(HopRecord record);
}
