package io.mytracer.jmc.waterfall;

/** Something to draw upon, in pixels from the upper left; colours are 0xRRGGBB. */
interface Surface {
    /** Fills a rectangle. */
    void fill(int x, int y, int width, int height, int rgb);

    /** Draws the outline of a rectangle. */
    void frame(int x, int y, int width, int height, int rgb);

    /** Draws a line one pixel wide. */
    void line(int fromX, int fromY, int toX, int toY, int rgb);

    /** Fills a square that stands on its corner. */
    void diamond(int x, int y, int radius, int rgb);

    /** Writes text, with its end cut if it is wider than that; below and right of the point. */
    void text(String text, int x, int y, int maxWidth, int rgb);

    /** Returns how wide a text will be. */
    int textWidth(String text);
}
