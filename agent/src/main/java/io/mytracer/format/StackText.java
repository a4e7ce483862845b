package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

import java.util.List;

/** The kernel stack of an event as text. */
public final class StackText {
    private StackText() {}

    /**
     * Returns the frames, top first, such as {@code tcp_v4_rcv+0x6d3}; of a drop without a stack
     * the one place that is known.
     *
     * @return empty where there is none
     */
    public static List<String> of(RecordedEvent event) {
        Fields fields = new Fields(event);
        List<String> frames = fields.lines("kernelStack");
        return frames.isEmpty() ? fields.lines("location") : frames;
    }
}
