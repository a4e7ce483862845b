package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;

import java.util.Objects;

/**
 * What the pointer does: a click selects, a double click shows the whole way of a packet, dragging
 * chooses a part of the time, also in the overview; the wheel scrolls, with Ctrl it zooms at the
 * pointer, with Shift it goes through time. For the thread of the window.
 */
final class CanvasMouse {
    private static final int SLACK = 3;
    private static final int ROWS = 3;
    private static final double ZOOM = 0.8;
    private static final double PAN = 0.1;

    private final WaterfallCanvas view;
    private final Canvas canvas;
    private TimeScale dragged;
    private int from;
    private int to;

    CanvasMouse(WaterfallCanvas view, Canvas canvas) {
        this.view = view;
        this.canvas = canvas;
        canvas.addListener(SWT.MouseDown, this::down);
        canvas.addListener(SWT.MouseMove, this::move);
        canvas.addListener(SWT.MouseUp, this::up);
        canvas.addListener(SWT.MouseDoubleClick, this::twice);
        canvas.addListener(SWT.MouseVerticalWheel, this::wheel);
    }

    /** Returns the range that is being dragged, in pixels; null if none is. */
    int[] drag() {
        return dragged == null || Math.abs(to - from) <= SLACK
                ? null
                : new int[] {Math.min(from, to), Math.max(from, to)};
    }

    private void down(Event event) {
        canvas.forceFocus();
        Layout layout = view.layout();
        if (event.button != 1 || event.x < layout.labels()) {
            return;
        }
        Waterfall waterfall = view.waterfall();
        dragged =
                layout.scale(layout.isOverview(event.y) ? waterfall.bounds() : waterfall.visible());
        from = event.x;
        to = event.x;
    }

    private void move(Event event) {
        if (dragged != null) {
            to = Math.max(dragged.left(), Math.min(event.x, dragged.right()));
            canvas.redraw();
            return;
        }
        Selection hit = Hits.at(view.waterfall(), view.layout(), event.x, event.y);
        String tip = SelectionText.of(hit);
        if (!Objects.equals(tip, canvas.getToolTipText())) {
            canvas.setToolTipText(tip);
        }
    }

    private void up(Event event) {
        TimeScale scale = dragged;
        int[] range = drag();
        dragged = null;
        if (event.button != 1) {
            return;
        }
        if (range != null) {
            view.waterfall().look(TimeRange.between(scale.time(range[0]), scale.time(range[1])));
            view.changed();
        } else if (view.layout().isOverview(event.y) && scale != null) {
            TimeRange visible = view.waterfall().visible();
            long middle = visible.start() + visible.nanos() / 2;
            view.waterfall().look(visible.shift(scale.time(event.x) - middle));
            view.changed();
        } else {
            view.select(Hits.at(view.waterfall(), view.layout(), event.x, event.y));
        }
    }

    private void twice(Event event) {
        Packet packet = Hits.at(view.waterfall(), view.layout(), event.x, event.y).packet();
        if (packet != null) {
            dragged = null;
            view.waterfall().fit(packet);
            view.changed();
        }
    }

    private void wheel(Event event) {
        Waterfall waterfall = view.waterfall();
        if ((event.stateMask & SWT.MOD1) != 0) {
            long time = view.layout().scale(waterfall.visible()).time(event.x);
            waterfall.zoom(event.count > 0 ? ZOOM : 1 / ZOOM, time);
        } else if ((event.stateMask & SWT.MOD2) != 0) {
            waterfall.pan(event.count > 0 ? -PAN : PAN);
        } else {
            waterfall.scrollTo(waterfall.top() + (event.count > 0 ? -ROWS : ROWS));
        }
        // Else the scroll bar moves as well.
        event.doit = false;
        view.changed();
    }
}
