package io.mytracer.jmc.waterfall;

import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;

import java.util.HashMap;
import java.util.Map;

/** Draws with SWT, for one paint of the thread of the window. */
final class GcSurface implements Surface {
    private final GC gc;
    private final double letter;
    private final Map<Integer, Color> colours = new HashMap<>();

    GcSurface(GC gc) {
        this.gc = gc;
        letter = gc.getFontMetrics().getAverageCharacterWidth();
    }

    @Override
    public void fill(int x, int y, int width, int height, int rgb) {
        gc.setBackground(colour(rgb));
        gc.fillRectangle(x, y, width, height);
    }

    @Override
    public void frame(int x, int y, int width, int height, int rgb) {
        gc.setForeground(colour(rgb));
        gc.drawRectangle(x, y, width, height);
    }

    @Override
    public void line(int fromX, int fromY, int toX, int toY, int rgb) {
        gc.setForeground(colour(rgb));
        gc.drawLine(fromX, fromY, toX, toY);
    }

    @Override
    public void diamond(int x, int y, int radius, int rgb) {
        gc.setBackground(colour(rgb));
        gc.fillPolygon(new int[] {x - radius, y, x, y - radius, x + radius, y, x, y + radius});
    }

    @Override
    public void text(String text, int x, int y, int maxWidth, int rgb) {
        String cut = cut(text, maxWidth);
        if (!cut.isEmpty()) {
            gc.setForeground(colour(rgb));
            gc.drawText(cut, x, y, true);
        }
    }

    @Override
    public int textWidth(String text) {
        return gc.textExtent(text).x;
    }

    /** By the average letter first: to measure text is what takes time. */
    private String cut(String text, int maxWidth) {
        int letters = (int) (maxWidth / letter);
        if (text.length() <= letters * 2 / 3 || textWidth(text) <= maxWidth) {
            return text;
        }
        String cut = text.substring(0, Math.max(0, Math.min(text.length() - 1, letters - 1)));
        while (!cut.isEmpty() && textWidth(cut + "…") > maxWidth) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut.isEmpty() ? "" : cut + "…";
    }

    /** Colours of SWT hold nothing of the system since 3.115. */
    private Color colour(int rgb) {
        return colours.computeIfAbsent(
                rgb, value -> new Color(value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF));
    }
}
