package io.mytracer.report.html;

/**
 * How a packet's way ended. Texts may be null.
 *
 * @param time of the first hop, nanoseconds since 1970
 * @param duration nanoseconds
 * @param hops how many the tracer saw
 * @param origin packet that this one was cut from, 0 for none
 * @param mergedInto packet that goes on for this one, 0 for none
 */
record PathEnd(
        long time,
        long duration,
        String outcome,
        long hops,
        String farSide,
        long origin,
        long mergedInto) {}
