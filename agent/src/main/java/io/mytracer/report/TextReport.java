package io.mytracer.report;

import io.mytracer.format.JourneyText;

import picocli.CommandLine.Help.Ansi;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;

/** Writes a report for people at a terminal. */
public final class TextReport {
    private TextReport() {}

    /**
     * Writes all of it.
     *
     * @param report what there is to tell
     * @param out where to; it is not closed
     * @param charset of {@code out}
     * @param colour whether to use colour
     * @throws IOException of the writer
     */
    public static void write(Report report, Writer out, Charset charset, Ansi colour)
            throws IOException {
        Lines lines = new Lines(out, colour);
        new HeaderText(lines).write(report);
        new FindingText(lines, new JourneyText(charset, colour.enabled())).write(report);
        TableText tables = new TableText(lines);
        tables.stages(report.stages());
        tables.split(report.split());
    }
}
