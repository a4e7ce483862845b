package io.mytracer.report;

import io.mytracer.diagnosis.Severity;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/** Writes lines and paragraphs for a terminal. */
final class Lines {
    private static final int WIDTH = 96;

    private final Writer out;
    private final Ansi colour;

    Lines(Writer out, Ansi colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Writes a line, without blanks at its end. */
    void line(String text) throws IOException {
        out.write(text.stripTrailing());
        out.write(System.lineSeparator());
    }

    /** Writes a headline. */
    void headline(String text) throws IOException {
        line(bold(text));
    }

    /** Writes a text in as many lines as it takes, the first after a mark, the others below. */
    void paragraph(String indent, String mark, String text) throws IOException {
        String below = indent + " ".repeat(mark.startsWith("-") ? mark.length() : 0);
        StringBuilder line = new StringBuilder(indent + mark);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH && !line.toString().isBlank()) {
                line(line.toString());
                line.setLength(0);
                line.append(below);
            }
            line.append(word).append(' ');
        }
        line(line.toString());
    }

    String bold(String text) {
        return styled(text, Style.bold);
    }

    /** Returns a text in the colour of a severity. */
    String coloured(Severity severity, String text) {
        return switch (severity) {
            case ERROR -> styled(text, Style.fg_red);
            case WARNING -> styled(text, Style.fg_yellow);
            case INFO -> styled(text, Style.fg_cyan);
        };
    }

    private String styled(String text, Style style) {
        return colour.enabled() ? style.on() + text + style.off() : text;
    }

    /** No name in a recording shall steer a terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
