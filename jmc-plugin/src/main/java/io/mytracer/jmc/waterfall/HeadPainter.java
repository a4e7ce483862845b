package io.mytracer.jmc.waterfall;

import java.util.List;

/** Draws what is above the packets: overview, time axis and the calls of Java threads. */
final class HeadPainter {
    private static final int TICK_PIXELS = 90;

    private final Surface surface;
    private final Theme theme;
    private final Layout layout;

    HeadPainter(Surface surface, Theme theme, Layout layout) {
        this.surface = surface;
        this.theme = theme;
        this.layout = layout;
    }

    void paint(Waterfall waterfall) {
        overview(waterfall);
        axis(waterfall);
        for (int i = 0; i < waterfall.lanes().size(); i++) {
            lane(waterfall.lanes().get(i), layout.scale(waterfall.visible()), layout.laneTop(i));
        }
    }

    private void overview(Waterfall waterfall) {
        TimeScale all = layout.scale(waterfall.bounds());
        Overview overview = waterfall.overview(all.width());
        int height = layout.overviewHeight() - 2;
        int from = all.x(waterfall.visible().start());
        int width = Math.max(2, all.x(waterfall.visible().end()) - from);
        surface.text(counts(waterfall), 4, 2, layout.labels() - 8, theme.soft());
        surface.fill(from, 0, width, height, theme.grid());
        for (int x = 0; x < overview.width(); x++) {
            int bar = overview.bar(x, height);
            if (bar > 0) {
                int rgb = overview.isBad(x) ? theme.bad() : theme.soft();
                surface.fill(all.left() + x, height - bar, 1, bar, rgb);
            }
        }
        surface.frame(from, 0, width, height, theme.text());
    }

    private static String counts(Waterfall waterfall) {
        return "%,d of %,d packets, %s"
                .formatted(
                        waterfall.rows().size(),
                        waterfall.packets().size(),
                        TimeText.duration(waterfall.visible().nanos()));
    }

    private void axis(Waterfall waterfall) {
        TimeScale scale = layout.scale(waterfall.visible());
        TimeAxis axis = TimeAxis.of(scale, waterfall.bounds().start(), TICK_PIXELS);
        int y = layout.axisTop();
        for (long tick : axis.ticks()) {
            int x = scale.x(tick);
            surface.line(x, y + layout.line() / 2, x, layout.legendTop(), theme.grid());
            String text = TimeText.offset(tick - waterfall.bounds().start(), axis.step());
            surface.text(
                    text, x + 3, y, Math.min(TICK_PIXELS, scale.right() - x) - 4, theme.soft());
        }
    }

    private void lane(Lane lane, TimeScale scale, int y) {
        int line = layout.line();
        surface.text(lane.thread(), 4, y + 1, layout.labels() - 8, theme.text());
        surface.line(0, y + line - 1, layout.width(), y + line - 1, theme.grid());
        calls(lane.operations(), scale, y + 2, line - 5);
    }

    private void calls(List<JavaOperation> operations, TimeScale scale, int y, int height) {
        int drawn = scale.left();
        for (JavaOperation operation : operations) {
            int from = Math.max(drawn, scale.x(operation.start()));
            int to =
                    Math.min(
                            scale.right(),
                            Math.max(scale.x(operation.end()), scale.x(operation.start()) + 1));
            if (to > from) {
                int rgb = operation.isRead() ? theme.read() : theme.write();
                surface.fill(from, y, to - from, height, rgb);
                if (to - from > surface.textWidth(operation.name()) + 6) {
                    surface.text(operation.name(), from + 3, y - 1, to - from - 4, Theme.upon(rgb));
                }
                drawn = to;
            }
        }
    }
}
