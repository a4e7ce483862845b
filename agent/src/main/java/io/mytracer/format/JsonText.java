package io.mytracer.format;

import java.io.IOException;
import java.io.Writer;

/** Writes JSON (RFC 8259) without white space; sets the commas. For one thread at a time. */
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Writer out;
    private boolean comma;

    public JsonText(Writer out) {
        this.out = out;
    }

    /** Begins an object or an array, by its bracket. */
    public void begin(char bracket) throws IOException {
        comma();
        out.write(bracket);
        comma = false;
    }

    public void end(char bracket) throws IOException {
        out.write(bracket);
        comma = true;
    }

    /** Writes the name of the value that is written next. */
    public JsonText name(String name) throws IOException {
        comma();
        quote(name);
        out.write(':');
        comma = false;
        return this;
    }

    /** Writes a text, or null. */
    public void text(String value) throws IOException {
        if (value == null) {
            literal("null");
        } else {
            comma();
            quote(value);
        }
    }

    /** Writes a number, {@code true}, {@code false} or {@code null} as it stands. */
    public void literal(String value) throws IOException {
        comma();
        out.write(value);
    }

    /** Ends a line between values that do not belong together. */
    void line() throws IOException {
        out.write('\n');
        comma = false;
    }

    private void comma() throws IOException {
        if (comma) {
            out.write(',');
        }
        comma = true;
    }

    private void quote(String value) throws IOException {
        out.write('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.write('\\');
                out.write(c);
            } else if (c < ' ' || c > '~') {
                escape(c); // what the output's charset lacks would be lost
            } else {
                out.write(c);
            }
        }
        out.write('"');
    }

    private void escape(char c) throws IOException {
        out.write("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.write(HEX[c >> shift & 0xf]);
        }
    }
}
