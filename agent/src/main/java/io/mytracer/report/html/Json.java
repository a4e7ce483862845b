package io.mytracer.report.html;

import java.io.IOException;
import java.io.Writer;
import java.util.Collection;

/**
 * Writes JSON that may stand inside of a script element: no text of it can end that element, or
 * begin a comment in it.
 */
final class Json {
    /** From here on JavaScript's numbers leave some out. */
    private static final long MOST_EXACT = 1L << 53;

    private static final String HEX = "0123456789abcdef";

    private final Writer out;
    private boolean first = true;

    Json(Writer out) {
        this.out = out;
    }

    Json begin(char bracket) throws IOException {
        separate();
        out.write(bracket);
        first = true;
        return this;
    }

    Json end(char bracket) throws IOException {
        out.write(bracket);
        first = false;
        return this;
    }

    /** Begins a member of an object, whose value comes next. */
    Json name(String name) throws IOException {
        value(name);
        out.write(':');
        first = true;
        return this;
    }

    Json value(String text) throws IOException {
        separate();
        if (text == null) {
            out.write("null");
            return this;
        }
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.write(text, i++, 2);
            } else if (c < ' '
                    || "\"\\<>&\u007f\u2028\u2029".indexOf(c) >= 0
                    || Character.isSurrogate(c)) {
                escape(c);
            } else {
                out.write(c);
            }
        }
        out.write('"');
        return this;
    }

    private void escape(char c) throws IOException {
        out.write("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.write(HEX.charAt((c >> shift) & 15));
        }
    }

    Json value(long number) throws IOException {
        separate();
        out.write(Long.toString(number));
        return this;
    }

    Json value(double number) throws IOException {
        separate();
        out.write(Double.isFinite(number) ? Double.toString(number) : "null");
        return this;
    }

    Json value(boolean truth) throws IOException {
        separate();
        out.write(truth ? "true" : "false");
        return this;
    }

    /** Writes an unsigned number, which is a text where a JavaScript number is not exact. */
    Json id(long number) throws IOException {
        return number >= 0 && number < MOST_EXACT
                ? value(number)
                : value(Long.toUnsignedString(number));
    }

    /** Writes an array of texts. */
    Json values(Collection<String> texts) throws IOException {
        begin('[');
        for (String text : texts) {
            value(text);
        }
        return end(']');
    }

    private void separate() throws IOException {
        if (!first) {
            out.write(',');
        }
        first = false;
    }
}
