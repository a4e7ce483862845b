package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.io.Writer;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** One line an event, in columns, with its kernel stack below where it is asked for. */
public final class RowWriter implements EventWriter {
    private static final String END = System.lineSeparator();
    private static final double NANOS_PER_SECOND = 1e9;

    private final Writer out;
    private final RowFormat format;
    private final boolean seconds;
    private final Function<RecordedEvent, List<String>> below;
    private final ZoneId zone = ZoneId.systemDefault();
    private long first = Long.MIN_VALUE;

    /**
     * A writer.
     *
     * @param out to write to
     * @param format the columns
     * @param seconds whether the seconds since the first row stand before each
     * @param below the lines that stand below an event's
     */
    public RowWriter(
            Writer out,
            RowFormat format,
            boolean seconds,
            Function<RecordedEvent, List<String>> below) {
        this.out = out;
        this.format = format;
        this.seconds = seconds;
        this.below = below;
    }

    @Override
    public void begin() throws IOException {
        out.write((seconds ? "seconds  " : "") + format.header() + END);
    }

    @Override
    public boolean write(RecordedEvent event) throws IOException {
        Fields fields = new Fields(event);
        Row row = RowReader.read(fields);
        if (row == null) {
            return false;
        }
        if (seconds) {
            out.write(sinceFirst(row.nanos()));
        }
        out.write(format.row(row, zone) + END);
        for (String line : below.apply(event)) {
            out.write("    " + line + END);
        }
        return true;
    }

    private String sinceFirst(long nanos) {
        if (first == Long.MIN_VALUE) {
            first = nanos;
        }
        return String.format(Locale.ROOT, "%-7.6f ", (nanos - first) / NANOS_PER_SECOND);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
