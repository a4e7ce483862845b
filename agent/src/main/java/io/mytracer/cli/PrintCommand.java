package io.mytracer.cli;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prints the hops of packets by kernel time. A recording is not in that order, so all its rows are
 * kept in memory, about 150 bytes each.
 */
final class PrintCommand {
    private PrintCommand() {}

    static void run(PrintArguments arguments, Writer out) throws IOException, FailureException {
        Path file = arguments.file();
        if (!Files.isRegularFile(file)) {
            throw new FailureException(
                    file + (Files.exists(file) ? " is not a file" : ": no such file"));
        }
        if (!Files.isReadable(file)) {
            throw new FailureException(file + " cannot be read: permission denied");
        }
        if (Files.size(file) == 0) {
            throw new FailureException(file + " is empty: not a recording");
        }
        Reading reading;
        try {
            reading = read(arguments);
        } catch (OutOfMemoryError e) {
            throw new FailureException(
                    file + " does not fit into memory: narrow it (--port), or use java -Xmx");
        }
        if (reading.ours == 0) {
            throw new FailureException(
                    reading.problem == null
                            ? file + " has no packets of mytracer in it"
                            : file + " is not a recording that can be read: " + reading.problem);
        }
        print(reading.rows, arguments.format(), out);
        if (reading.problem != null) {
            out.flush();
            throw new FailureException(
                    file + " is damaged, so this is not all of it: " + reading.problem);
        }
    }

    private static Reading read(PrintArguments arguments) {
        Reading reading = new Reading();
        RowReader rows = new RowReader(arguments.filter());
        try (RecordingFile recording = new RecordingFile(arguments.file())) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (RowReader.isShown(event)) {
                    reading.ours++;
                    Row row = rows.read(event);
                    if (row != null) {
                        reading.rows.add(row);
                    }
                }
            }
        } catch (IOException | RuntimeException e) { // the parser throws either at a wrong byte
            reading.problem = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
        }
        return reading;
    }

    private static void print(List<Row> rows, RowFormat format, Writer out) throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        String end = System.lineSeparator();
        rows.sort(Comparator.comparingLong(Row::nanos));
        out.write(format.header() + end);
        for (Row row : rows) {
            out.write(format.row(row, zone) + end);
            if (row.stack() != null) {
                for (String frame : row.stack().split("\n")) {
                    out.write("    " + RowReader.oneLine(frame) + end);
                }
            }
        }
    }

    /** What came out of a file, as far as it could be read. */
    private static final class Reading {
        final List<Row> rows = new ArrayList<>();
        long ours;
        String problem;
    }
}
