package io.mytracer.jmc.waterfall;

import java.util.List;

/**
 * Draws the way of one packet. However many spans it has, no pixel is drawn twice by hops, nor by
 * marks of one kind: of spans narrower than a pixel the first is seen, and those that end in the
 * same pixel are skipped by a search.
 */
final class RowPainter {
    /** Narrower spans have no name: to measure text takes time. */
    private static final int LETTERS = 18;

    private static final int INSET = 3;

    private final Surface surface;
    private final Theme theme;
    private final TimeScale scale;
    private final int line;

    RowPainter(Surface surface, Theme theme, TimeScale scale, int line) {
        this.surface = surface;
        this.theme = theme;
        this.scale = scale;
        this.line = line;
    }

    /**
     * Draws a row.
     *
     * @param selected the span to be emphasised; null if none is
     */
    void paint(Packet packet, int y, Span selected) {
        way(packet, y);
        hops(packet.hops(), y);
        accepted(packet.marks(), y);
        bad(packet.marks(), y);
        if (selected != null && scale.range().overlaps(selected.start(), selected.end())) {
            int from = left(selected);
            int width = Math.max(4, right(selected) - from);
            surface.frame(from, y + 1, width, line - 2, theme.text());
        }
    }

    /** The line from begin to end shows the time between hops that nothing is known of. */
    private void way(Packet packet, int y) {
        int from = Math.max(scale.left(), scale.x(packet.begin()));
        int to = Math.min(scale.right(), Math.max(scale.x(packet.end()), from + 1));
        surface.fill(from, y + line / 2, to - from, 1, theme.soft());
    }

    private void hops(List<Span> hops, int y) {
        int drawn = scale.left();
        int i = Hops.underWay(hops, scale.range().start());
        while (i < hops.size() && hops.get(i).start() <= scale.range().end()) {
            Span hop = hops.get(i);
            int from = Math.max(drawn, left(hop));
            int to = Math.max(right(hop), left(hop) + 1);
            if (to > from) {
                surface.fill(from, y + INSET, to - from, line - 2 * INSET, hop.stage().rgb());
                name(hop.stage(), from, to, y);
                drawn = to;
            }
            i = Math.max(i + 1, Hops.underWay(hops, scale.time(drawn)));
        }
    }

    /** A name that does not fit says less than the colour. */
    private void name(Stage stage, int from, int to, int y) {
        if (to - from >= LETTERS && surface.textWidth(stage.name()) + 6 <= to - from) {
            int ink = Theme.upon(stage.rgb());
            surface.text(stage.name(), from + 3, y + 1, to - from, ink);
        }
    }

    private void accepted(List<Span> marks, int y) {
        int drawn = scale.left() - 1;
        for (Span mark : marks) {
            int x = left(mark);
            if (!mark.isBad() && x > drawn && isInSight(mark)) {
                int to = Math.max(right(mark), x + 2);
                surface.fill(x, y + 1, to - x, INSET, Stage.NETFILTER.rgb());
                drawn = to;
            }
        }
    }

    private void bad(List<Span> marks, int y) {
        int drawn = Integer.MIN_VALUE;
        for (Span mark : marks) {
            int x = left(mark);
            if (mark.isBad() && x > drawn && isInSight(mark)) {
                surface.line(x, y, x, y + line - 1, theme.bad());
                surface.diamond(x, y + line / 2, line / 3, theme.bad());
                drawn = x + 1;
            }
        }
    }

    private boolean isInSight(Span span) {
        return scale.range().overlaps(span.start(), span.end());
    }

    private int left(Span span) {
        return Math.max(scale.left(), scale.x(span.start()));
    }

    private int right(Span span) {
        return Math.min(scale.right(), scale.x(span.end()));
    }
}
