package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.ScrollBar;

import java.util.List;
import java.util.function.Consumer;

/** The waterfall as a control. For the thread of the window. */
final class WaterfallCanvas {
    private static final int LABEL_LETTERS = 40;
    private static final int ROW_MARGIN = 4;

    private final Canvas canvas;
    private final CanvasMouse mouse;
    private final Consumer<Selection> onSelect;
    private final int line;
    private final int labels;
    private Waterfall waterfall = new Waterfall(new Trace(List.of(), List.of(), null));

    /**
     * A control with nothing in it.
     *
     * @param onSelect told what the user selects
     */
    WaterfallCanvas(Composite parent, Consumer<Selection> onSelect) {
        this.onSelect = onSelect;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND | SWT.V_SCROLL);
        mouse = new CanvasMouse(this, canvas);
        GC gc = new GC(canvas);
        line = gc.getFontMetrics().getHeight() + ROW_MARGIN;
        labels = (int) (gc.getFontMetrics().getAverageCharacterWidth() * LABEL_LETTERS);
        gc.dispose();
        canvas.addListener(SWT.Paint, event -> paint(event.gc));
        canvas.addListener(SWT.Resize, event -> changed());
        canvas.addListener(SWT.KeyDown, this::key);
        canvas.addListener(SWT.Traverse, WaterfallCanvas::traverse);
        canvas.getVerticalBar().addListener(SWT.Selection, event -> scroll());
        canvas.getAccessible().addAccessibleListener(new Speaker());
    }

    void show(Waterfall shown) {
        waterfall = shown;
        changed();
    }

    Canvas control() {
        return canvas;
    }

    Waterfall waterfall() {
        return waterfall;
    }

    Layout layout() {
        Point size = canvas.getSize();
        int bar = canvas.getVerticalBar().getSize().x;
        int width = Math.max(1, Math.min(size.x, canvas.getClientArea().width));
        return new Layout(
                width == size.x && !canvas.getVerticalBar().isVisible()
                        ? Math.max(1, size.x - bar)
                        : width,
                size.y,
                line,
                Math.min(labels, width / 3),
                waterfall.lanes().size());
    }

    void select(Selection selection) {
        waterfall.select(selection);
        changed();
        onSelect.accept(selection);
        canvas.getAccessible().sendEvent(ACC.EVENT_NAME_CHANGED, null);
    }

    /** Shows what the model has become. */
    void changed() {
        waterfall.setPage(layout().rows());
        ScrollBar bar = canvas.getVerticalBar();
        int rows = Math.max(1, waterfall.rows().size());
        int page = Math.min(rows, waterfall.page());
        bar.setValues(waterfall.top(), 0, rows, page, 1, page);
        canvas.redraw();
    }

    private void scroll() {
        waterfall.scrollTo(canvas.getVerticalBar().getSelection());
        canvas.redraw();
    }

    private void key(Event event) {
        Command command = CanvasKeys.command(event);
        if (command == null) {
            return;
        }
        Selection before = waterfall.selection();
        new Navigation(waterfall).run(command);
        changed();
        if (!before.equals(waterfall.selection())) {
            onSelect.accept(waterfall.selection());
            canvas.getAccessible().sendEvent(ACC.EVENT_NAME_CHANGED, null);
        }
    }

    /** Tab leaves; arrows are ours. */
    private static void traverse(Event event) {
        event.doit =
                event.detail == SWT.TRAVERSE_TAB_NEXT
                        || event.detail == SWT.TRAVERSE_TAB_PREVIOUS
                        || event.detail == SWT.TRAVERSE_ESCAPE;
    }

    private void paint(GC gc) {
        Layout layout = layout();
        Theme theme = SystemTheme.of(canvas.getDisplay());
        new WaterfallPainter(new GcSurface(gc), theme, layout).paint(waterfall);
        int[] drag = mouse.drag();
        if (drag != null) {
            gc.setAlpha(60);
            gc.setBackground(canvas.getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION));
            gc.fillRectangle(drag[0], 0, drag[1] - drag[0], layout.legendTop());
            gc.setAlpha(255);
        }
        if (canvas.isFocusControl()) {
            gc.drawFocus(
                    0, layout.rowsTop(), layout.width(), layout.legendTop() - layout.rowsTop());
        }
    }

    /** Tells screen readers what is selected. */
    private final class Speaker extends AccessibleAdapter {
        @Override
        public void getName(AccessibleEvent event) {
            String selected = SelectionText.of(waterfall.selection());
            event.result = selected == null ? "Packet waterfall" : selected;
        }

        @Override
        public void getHelp(AccessibleEvent event) {
            event.result =
                    "Up and Down: packets. Left and Right: what happened to one. Plus, Minus and 0:"
                        + " zoom. Enter: whole way of a packet. Ctrl+Left and Ctrl+Right: time.";
        }
    }
}
