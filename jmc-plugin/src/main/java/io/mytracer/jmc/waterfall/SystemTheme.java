package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Display;

/** The colours that the user has chosen for lists, light or dark. */
final class SystemTheme {
    private SystemTheme() {}

    static Theme of(Display display) {
        return new Theme(
                rgb(display, SWT.COLOR_LIST_BACKGROUND),
                rgb(display, SWT.COLOR_LIST_FOREGROUND),
                rgb(display, SWT.COLOR_LIST_SELECTION),
                rgb(display, SWT.COLOR_LIST_SELECTION_TEXT));
    }

    private static int rgb(Display display, int id) {
        Color colour = display.getSystemColor(id);
        return colour.getRed() << 16 | colour.getGreen() << 8 | colour.getBlue();
    }
}
