package io.mytracer.jmc.waterfall;

/**
 * The colours of what is neither a stage nor a call, 0xRRGGBB.
 *
 * @param ground behind all
 * @param text in front of it
 * @param chosen ground of what is selected
 * @param chosenText in front of that
 */
record Theme(int ground, int text, int chosen, int chosenText) {

    /** Returns text that matters less. */
    int soft() {
        return mix(text, ground, 0.62);
    }

    /** Returns lines that only guide the eye. */
    int grid() {
        return mix(text, ground, 0.14);
    }

    /** Returns the ground of every other row. */
    int band() {
        return mix(text, ground, 0.04);
    }

    /** Returns what is to be seen at once: drops, refusals, resets. */
    int bad() {
        return isDark() ? 0xFF6B61 : 0xC4221A;
    }

    int read() {
        return isDark() ? 0x63B37C : 0x3E9159;
    }

    int write() {
        return isDark() ? 0xD9943B : 0xC77B1C;
    }

    boolean isDark() {
        return luminance(ground) < luminance(text);
    }

    /** Returns black or white, whichever is easier to read upon a colour. */
    static int upon(int rgb) {
        return contrast(rgb, 0xFFFFFF) > contrast(rgb, 0) ? 0xFFFFFF : 0;
    }

    /** As WCAG 2 has it: 1 for the same, 21 for black on white; 3 is enough to tell shapes. */
    static double contrast(int one, int other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int part) {
        double value = (part & 0xFF) / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static int mix(int front, int back, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value = (front >> shift & 0xFF) * share + (back >> shift & 0xFF) * (1 - share);
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }
}
