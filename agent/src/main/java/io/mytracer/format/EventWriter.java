package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;

/**
 * Writes events one by one in some format. What it writes to belongs to the caller, who closes it.
 * For one thread at a time.
 */
public interface EventWriter {

    /**
     * Writes what stands before the first event.
     *
     * @throws IOException if the output takes no more
     */
    void begin() throws IOException;

    /**
     * Writes an event. It may be held back until {@link #end}.
     *
     * @param event of any type, which is not kept where it is written at once
     * @return whether the format has a place for such an event; where not, nothing is written
     * @throws IOException if the output takes no more
     */
    boolean write(RecordedEvent event) throws IOException;

    /**
     * Flushes the output, so that who looks at it sees all that is written.
     *
     * @throws IOException if the output takes no more
     */
    void flush() throws IOException;

    /**
     * Writes what was held back, and flushes.
     *
     * @throws IOException if the output takes no more
     */
    void end() throws IOException;
}
