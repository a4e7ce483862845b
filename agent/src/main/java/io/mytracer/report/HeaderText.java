package io.mytracer.report;

import static io.mytracer.report.Lines.printable;

import io.mytracer.diagnosis.Severity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells what there is to report on. */
final class HeaderText {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Lines lines;

    HeaderText(Lines lines) {
        this.lines = lines;
    }

    void write(Report report) throws IOException {
        RecordingSummary summary = report.summary();
        lines.headline(report.files().size() == 1 ? "Recording" : "Recordings");
        for (Path file : report.files()) {
            lines.line("  " + printable(file.toString()));
        }
        ZoneId zone = ZoneId.systemDefault();
        lines.line(
                String.format(
                        Locale.ROOT,
                        "  from %s to %s, %.1f s",
                        DATE.format(summary.first().atZone(zone)),
                        DATE.format(summary.last().atZone(zone)),
                        Duration.between(summary.first(), summary.last()).toNanos() / 1e9));
        lines.line("  " + packets(summary));
        if (summary.translated() > 0) {
            lines.line(
                    String.format(
                            Locale.ROOT,
                            "  %,d packets had their addresses translated",
                            summary.translated()));
        }
        if (summary.tracer() != null) {
            lines.line("  " + printable(summary.tracer()));
        }
        lines.line("  " + lost(summary.lost()));
        for (String problem : report.problems()) {
            lines.line("  " + lines.coloured(Severity.WARNING, printable(problem)));
        }
        lines.line("");
    }

    private static String lost(long records) {
        return records == 0
                ? "the tracer lost nothing"
                : String.format(
                        Locale.ROOT,
                        "the tracer lost %,d records: counts are too low by as much",
                        records);
    }

    private static String packets(RecordingSummary summary) {
        String events = String.format(Locale.ROOT, "%,d events", summary.events());
        if (summary.packets() == 0) {
            return events + "; whole packets were not recorded (settings=mytracer-profile does)";
        }
        String outcomes =
                summary.outcomes().entrySet().stream()
                        .map(
                                outcome ->
                                        String.format(
                                                Locale.ROOT,
                                                "%,d %s",
                                                outcome.getValue(),
                                                outcome.getKey().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "%s of %,d packets: %s", events, summary.packets(), outcomes);
    }
}
