package io.mytracer.jmc.waterfall;

import java.util.List;

/** Moves the selection and the time shown by commands. For one thread. */
final class Navigation {
    private static final double ZOOM = 0.5;
    private static final double PAN = 0.25;

    private final Waterfall waterfall;

    Navigation(Waterfall waterfall) {
        this.waterfall = waterfall;
    }

    /** Does what a key asks for. */
    void run(Command command) {
        switch (command) {
            case ROW_UP -> step(-1);
            case ROW_DOWN -> step(1);
            case PAGE_UP -> leap(row() - waterfall.page());
            case PAGE_DOWN -> leap(row() + waterfall.page());
            case FIRST_ROW -> leap(0);
            case LAST_ROW -> leap(waterfall.rows().size() - 1);
            case SPAN_BACK -> span(-1);
            case SPAN_FORTH -> span(1);
            case TIME_BACK -> waterfall.pan(-PAN);
            case TIME_FORTH -> waterfall.pan(PAN);
            case ZOOM_IN -> waterfall.zoom(ZOOM, focus());
            case ZOOM_OUT -> waterfall.zoom(1 / ZOOM, focus());
            case ALL -> waterfall.lookAtAll();
            case FIT -> {
                if (waterfall.selection().packet() != null) {
                    waterfall.fit(waterfall.selection().packet());
                }
            }
        }
    }

    /** Goes one packet up or down, at the last row to the next one that is not in sight. */
    private void step(int by) {
        Packet from = waterfall.selection().packet();
        int row = from == null ? -1 : ByBegin.indexIn(waterfall.rows(), from);
        boolean isIn = row + by >= 0 && row + by < waterfall.rows().size();
        if (from == null) {
            leap(waterfall.top());
        } else if (row >= 0 && isIn) {
            choose(waterfall.rows().get(row + by));
        } else {
            int next = ByBegin.indexIn(waterfall.packets(), from) + by;
            if (next >= 0 && next < waterfall.packets().size()) {
                choose(waterfall.packets().get(next));
            }
        }
    }

    private void leap(int row) {
        List<Packet> rows = waterfall.rows();
        if (!rows.isEmpty()) {
            choose(rows.get(Math.max(0, Math.min(row, rows.size() - 1))));
        }
    }

    private void choose(Packet packet) {
        waterfall.select(Selection.of(packet, null));
        waterfall.reveal(packet);
    }

    private void span(int by) {
        Packet packet = waterfall.selection().packet();
        List<Span> spans = packet == null ? List.of() : packet.spans();
        if (spans.isEmpty()) {
            return;
        }
        int now = spans.indexOf(waterfall.selection().span());
        int next = now < 0 ? (by > 0 ? 0 : spans.size() - 1) : now + by;
        if (next >= 0 && next < spans.size()) {
            waterfall.select(Selection.of(packet, spans.get(next)));
            waterfall.reveal(packet, spans.get(next));
        }
    }

    private int row() {
        Packet packet = waterfall.selection().packet();
        int row = packet == null ? -1 : ByBegin.indexIn(waterfall.rows(), packet);
        return row < 0 ? waterfall.top() : row;
    }

    /**
     * The time that keeps its place: of the selected span or packet if in sight, else the middle.
     */
    private long focus() {
        Selection selection = waterfall.selection();
        TimeRange visible = waterfall.visible();
        long middle = visible.start() + visible.nanos() / 2;
        long time = middle;
        if (selection.span() != null) {
            time = selection.span().start();
        } else if (selection.packet() != null) {
            time = selection.packet().begin();
        }
        return visible.overlaps(time, time) ? time : middle;
    }
}
