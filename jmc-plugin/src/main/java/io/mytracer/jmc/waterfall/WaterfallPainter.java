package io.mytracer.jmc.waterfall;

import java.util.EnumSet;
import java.util.Set;

/** Draws the waterfall. What it draws depends on the pixels there are, not on the packets. */
final class WaterfallPainter {
    private final Surface surface;
    private final Theme theme;
    private final Layout layout;

    WaterfallPainter(Surface surface, Theme theme, Layout layout) {
        this.surface = surface;
        this.theme = theme;
        this.layout = layout;
    }

    void paint(Waterfall waterfall) {
        surface.fill(0, 0, layout.width(), layout.height(), theme.ground());
        if (waterfall.packets().isEmpty()) {
            surface.text(
                    waterfall.trace().packets().isEmpty()
                            ? "No packets in this recording: they are there where the JVM ran with"
                                    + " -javaagent:mytracer-agent.jar"
                            : "No packets are selected",
                    8,
                    layout.rowsTop(),
                    layout.width() - 16,
                    theme.soft());
            return;
        }
        new HeadPainter(surface, theme, layout).paint(waterfall);
        legend(rows(waterfall));
    }

    /** Returns the stages that are in sight. */
    private Set<Stage> rows(Waterfall waterfall) {
        TimeScale scale = layout.scale(waterfall.visible());
        RowPainter painter = new RowPainter(surface, theme, scale, layout.line());
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        int last = Math.min(waterfall.rows().size(), waterfall.top() + layout.rows());
        for (int row = waterfall.top(); row < last; row++) {
            Packet packet = waterfall.rows().get(row);
            int y = layout.rowTop(row - waterfall.top());
            boolean isSelected = packet.equals(waterfall.selection().packet());
            if (isSelected) {
                surface.fill(0, y, layout.labels() - 4, layout.line(), theme.chosen());
                surface.frame(
                        layout.labels(), y, scale.width() - 1, layout.line() - 1, theme.chosen());
            } else if (row % 2 == 1) {
                surface.fill(0, y, layout.labels() - 4, layout.line(), theme.band());
            }
            int ink = packet.isBad() ? theme.bad() : theme.text();
            surface.text(
                    PacketText.label(packet),
                    4,
                    y + 1,
                    layout.labels() - 10,
                    isSelected ? theme.chosenText() : ink);
            painter.paint(packet, y, isSelected ? waterfall.selection().span() : null);
            packet.hops().stream().limit(100).forEach(hop -> stages.add(hop.stage()));
        }
        return stages;
    }

    private void legend(Set<Stage> stages) {
        int y = layout.legendTop();
        int size = layout.line() - 8;
        surface.fill(0, y, layout.width(), layout.line(), theme.ground());
        int x = layout.labels();
        for (Stage stage : stages) {
            surface.fill(x, y + 4, size, size, stage.rgb());
            surface.text(stage.name(), x + size + 4, y + 1, 120, theme.soft());
            x += size + surface.textWidth(stage.name()) + 16;
        }
        surface.diamond(x + size / 2, y + 4 + size / 2, size / 2, theme.bad());
        surface.text("drop, refusal, reset, retransmit", x + size + 4, y + 1, 260, theme.soft());
    }
}
