package io.mytracer.cli;

import io.mytracer.recording.NoRoomException;
import io.mytracer.report.Report;
import io.mytracer.report.ReportReader;
import io.mytracer.report.TextReport;
import io.mytracer.report.html.HtmlReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Tells in words what recordings show to be wrong, with the evidence and what to do. */
@Command(
        name = "report",
        description = "what is wrong, since when, how often, and what to do about it")
final class ReportCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "FILE.jfr",
            arity = "1..*",
            description = "recordings, or directories of them")
    private List<Path> files;

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = "a page with pictures and all packets, for a browser")
    private Path page;

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException, NoRoomException {
        HtmlReport html = new HtmlReport();
        Report report = new ReportReader(files, page == null ? event -> {} : html::see).read();
        if (!report.isEmpty()) {
            TextReport.write(report, console.out(), console.charset(), Ansi.AUTO);
            console.out().flush();
            if (page != null) {
                write(html, report);
            }
        }
        for (String problem : report.problems()) {
            console.err().println("mytracer: " + FailureException.oneLine(problem));
        }
        if (!report.problems().isEmpty()) {
            return Main.FAILURE;
        }
        if (report.isEmpty()) {
            throw new FailureException(
                    files.size() == 1
                            ? files.getFirst() + " has no events of mytracer in it"
                            : "no recording has events of mytracer in it");
        }
        return Main.OK;
    }

    private void write(HtmlReport html, Report report) throws FailureException {
        report.problems().forEach(html::note);
        try {
            html.write(page, files.stream().map(Path::toString).toList(), report.findings());
        } catch (IOException e) {
            throw new FailureException(page + " cannot be written: " + e.getMessage());
        }
    }
}
