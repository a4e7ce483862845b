package io.mytracer.bpf.ffm;

import java.lang.foreign.MemorySegment;

/** Receives records that programs have written. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Handles one record, which is valid during this call only.
     *
     * @param data where it lies, not to be written to
     * @param offset where the record begins in it, on a multiple of 8
     * @param length of the record in bytes
     */
    void record(MemorySegment data, long offset, int length);
}
