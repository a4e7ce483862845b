package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A window on the screen, with what users do to it and see of it. */
final class Screen implements AutoCloseable {
    private static final long PATIENCE = 60_000_000_000L;

    private final Display display = Display.getDefault();
    private final Shell shell = new Shell(display, SWT.SHELL_TRIM);

    Screen() {
        shell.setLayout(new FillLayout());
        shell.setBounds(0, 0, 1_300, 800);
    }

    Shell shell() {
        return shell;
    }

    void open() {
        shell.open();
        settle();
    }

    /** Handles all that happens until it is so. */
    void await(BooleanSupplier isSo) {
        long end = System.nanoTime() + PATIENCE;
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            if (!display.readAndDispatch()) {
                display.timerExec(20, () -> {});
                display.sleep();
            }
        }
    }

    /** Handles all that there is to do. */
    void settle() {
        boolean[] isLast = new boolean[1];
        display.timerExec(50, () -> isLast[0] = true);
        await(() -> isLast[0]);
        boolean isMore;
        do {
            isMore = display.readAndDispatch();
        } while (isMore);
    }

    void key(Control control, int keyCode, char character, int state) {
        Event event = new Event();
        event.keyCode = keyCode;
        event.character = character;
        event.stateMask = state;
        control.notifyListeners(SWT.KeyDown, event);
        settle();
    }

    void mouse(Control control, int type, int x, int y, int count, int state) {
        Event event = new Event();
        event.x = x;
        event.y = y;
        event.button = 1;
        event.count = count;
        event.stateMask = state;
        control.notifyListeners(type, event);
        settle();
    }

    /** Returns what is seen of a control. */
    ImageData picture(Control control) {
        settle();
        Point size = control.getSize();
        Point corner = control.toDisplay(0, 0);
        Image image = new Image(display, size.x, size.y);
        GC screen = new GC(display);
        screen.copyArea(image, corner.x, corner.y);
        ImageData data = image.getImageData(100);
        screen.dispose();
        image.dispose();
        return data;
    }

    static void save(ImageData picture, Path file) {
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {picture};
        loader.save(file.toString(), SWT.IMAGE_PNG);
    }

    static int rgb(ImageData picture, int x, int y) {
        var colour = picture.palette.getRGB(picture.getPixel(x, y));
        return colour.red << 16 | colour.green << 8 | colour.blue;
    }

    @Override
    public void close() {
        shell.dispose();
    }
}
