package io.mytracer.jmc.waterfall;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;

/** Which key is which command. */
final class CanvasKeys {
    private CanvasKeys() {}

    /** Returns null for a key that does nothing here. */
    static Command command(Event key) {
        boolean isControl = (key.stateMask & SWT.MOD1) != 0;
        return switch (key.keyCode) {
            case SWT.ARROW_UP -> Command.ROW_UP;
            case SWT.ARROW_DOWN -> Command.ROW_DOWN;
            case SWT.ARROW_LEFT -> isControl ? Command.TIME_BACK : Command.SPAN_BACK;
            case SWT.ARROW_RIGHT -> isControl ? Command.TIME_FORTH : Command.SPAN_FORTH;
            case SWT.PAGE_UP -> Command.PAGE_UP;
            case SWT.PAGE_DOWN -> Command.PAGE_DOWN;
            case SWT.HOME -> Command.FIRST_ROW;
            case SWT.END -> Command.LAST_ROW;
            case SWT.CR, SWT.KEYPAD_CR -> Command.FIT;
            case SWT.KEYPAD_ADD -> Command.ZOOM_IN;
            case SWT.KEYPAD_SUBTRACT -> Command.ZOOM_OUT;
            case SWT.KEYPAD_0 -> Command.ALL;
            default ->
                    switch (key.character) {
                        case '+', '=' -> Command.ZOOM_IN;
                        case '-' -> Command.ZOOM_OUT;
                        case '0' -> Command.ALL;
                        default -> null;
                    };
        };
    }
}
