package io.mytracer.jmc.waterfall;

/**
 * Where things are in the window, in pixels: the overview, the time axis, lanes of Java threads,
 * rows of packets and the legend, from above.
 *
 * @param width of all
 * @param height of all
 * @param line height of a row
 * @param labels width of the names on the left
 * @param lanes how many lanes there are
 */
record Layout(int width, int height, int line, int labels, int lanes) {

    TimeScale scale(TimeRange range) {
        return new TimeScale(range, labels, Math.max(1, width - labels));
    }

    int overviewHeight() {
        return line + line / 2;
    }

    int axisTop() {
        return overviewHeight();
    }

    int lanesTop() {
        return axisTop() + line;
    }

    int laneTop(int lane) {
        return lanesTop() + lane * line;
    }

    int rowsTop() {
        return laneTop(lanes) + (lanes == 0 ? 0 : 3);
    }

    int rowTop(int row) {
        return rowsTop() + row * line;
    }

    int legendTop() {
        return Math.max(rowsTop(), height - line);
    }

    /** Returns how many rows fit in whole. */
    int rows() {
        return Math.max(1, (legendTop() - rowsTop()) / line);
    }

    /** Returns the row of a pixel, counted from the first that is shown; -1 if none is there. */
    int rowAt(int y) {
        return y < rowsTop() || y >= legendTop() ? -1 : (y - rowsTop()) / line;
    }

    /** Returns the lane of a pixel, -1 if none is there. */
    int laneAt(int y) {
        return y < lanesTop() || y >= laneTop(lanes) ? -1 : (y - lanesTop()) / line;
    }

    boolean isOverview(int y) {
        return y < overviewHeight();
    }
}
