package io.mytracer.jmc.waterfall;

import java.util.ArrayList;
import java.util.List;

/** Notes what is drawn. */
final class Drawing implements Surface {
    static final Theme THEME = new Theme(0xFFFFFF, 0x000000, 0x3366CC, 0xFFFFFF);

    /** A filled rectangle. */
    record Box(int x, int y, int width, int height, int rgb) {}

    final List<Box> boxes = new ArrayList<>();
    final List<String> texts = new ArrayList<>();
    final List<Integer> diamonds = new ArrayList<>();
    int operations;

    /** Returns the colour of a pixel, 0 if nothing was drawn there. */
    int at(int x, int y) {
        int rgb = 0;
        for (Box box : boxes) {
            if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) {
                rgb = box.rgb;
            }
        }
        return rgb;
    }

    @Override
    public void fill(int x, int y, int width, int height, int rgb) {
        operations++;
        boxes.add(new Box(x, y, width, height, rgb));
    }

    @Override
    public void frame(int x, int y, int width, int height, int rgb) {
        operations++;
    }

    @Override
    public void line(int fromX, int fromY, int toX, int toY, int rgb) {
        operations++;
    }

    @Override
    public void diamond(int x, int y, int radius, int rgb) {
        operations++;
        diamonds.add(x);
    }

    @Override
    public void text(String text, int x, int y, int maxWidth, int rgb) {
        operations++;
        texts.add(text);
    }

    @Override
    public int textWidth(String text) {
        return text.length() * 7;
    }
}
