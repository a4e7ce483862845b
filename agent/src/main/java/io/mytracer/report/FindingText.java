package io.mytracer.report;

import static io.mytracer.report.Lines.printable;

import io.mytracer.diagnosis.Finding;
import io.mytracer.format.Journey;
import io.mytracer.format.JourneyText;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Tells the findings, each with its evidence, what to do, and a packet as proof. */
final class FindingText {
    private static final String INDENT = "   ";

    private final Lines lines;
    private final JourneyText journey;

    FindingText(Lines lines, JourneyText journey) {
        this.lines = lines;
        this.journey = journey;
    }

    void write(Report report) throws IOException {
        List<Finding> findings = report.findings();
        lines.headline(
                switch (findings.size()) {
                    case 0 -> "No finding";
                    case 1 -> "1 finding";
                    default -> findings.size() + " findings, worst first";
                });
        for (int i = 0; i < findings.size(); i++) {
            lines.line("");
            finding(i + 1, findings.get(i));
            Journey proof = report.journeys().of(findings.get(i).packetId());
            if (proof != null) {
                lines.line(INDENT + "Proof:");
                for (String line : journey.lines(proof)) {
                    lines.line(INDENT + "  " + line);
                }
            }
        }
        lines.line("");
    }

    private void finding(int number, Finding finding) throws IOException {
        lines.line(
                String.format(
                        Locale.ROOT,
                        "%d. %s %s  [%s]",
                        number,
                        lines.coloured(finding.severity(), finding.severity().name()),
                        lines.bold(printable(finding.title())),
                        finding.rule()));
        lines.paragraph(INDENT, "", finding.explanation());
        for (String line : finding.evidence()) {
            lines.paragraph(INDENT, "- ", printable(line));
        }
        lines.paragraph(INDENT, "Do: ", finding.remedy());
    }
}
