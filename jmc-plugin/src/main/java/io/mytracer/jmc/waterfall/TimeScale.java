package io.mytracer.jmc.waterfall;

/**
 * How a part of time lies on pixels.
 *
 * @param range what is shown
 * @param left first pixel
 * @param width pixels, at least 1
 */
record TimeScale(TimeRange range, int left, int width) {

    /** Returns the pixel of a time, one beside the shown part for what is out of it. */
    int x(long nanos) {
        if (nanos < range.start()) {
            return left - 1;
        }
        if (nanos > range.end()) {
            return right();
        }
        return left + (int) ((double) (nanos - range.start()) * width / range.nanos());
    }

    /** Returns when a pixel begins. */
    long time(int x) {
        return range.start() + (long) Math.ceil((double) (x - left) * range.nanos() / width);
    }

    /** Returns the first pixel that is not shown. */
    int right() {
        return left + width;
    }
}
