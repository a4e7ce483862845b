package io.mytracer.report;

import static io.mytracer.report.Lines.millis;
import static io.mytracer.report.Lines.printable;

import io.mytracer.diagnosis.LogHistogram;
import io.mytracer.diagnosis.PeerSplit;
import io.mytracer.diagnosis.PeerTimes;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** The tables: time per stage, and whose time it is for each peer. */
final class TableText {
    private static final int MOST_PEERS = 20;

    private final Lines lines;

    TableText(Lines lines) {
        this.lines = lines;
    }

    void stages(StageTimes stages) throws IOException {
        if (stages.places().isEmpty()) {
            return;
        }
        lines.headline("Time per stage of the kernel, in ms");
        String row = "  %-8s %-10s %10s %10s %10s %10s %10s";
        lines.line(
                String.format(
                        Locale.ROOT, row, "way", "stage", "count", "p50", "p90", "p99", "max"));
        for (Map.Entry<StageTimes.Place, StageTimes.Passes> entry : stages.stages().entrySet()) {
            LogHistogram times = entry.getValue().times();
            if (times.count() == 0) {
                continue; // nothing comes behind
            }
            lines.line(
                    String.format(
                            Locale.ROOT,
                            row,
                            entry.getKey().way(),
                            printable(String.valueOf(entry.getKey().stage())),
                            times.count(),
                            millis(times.percentile(0.5)),
                            millis(times.percentile(0.9)),
                            millis(times.percentile(0.99)),
                            millis(times.max())));
        }
        lines.line("");
    }

    void split(PeerSplit split) throws IOException {
        if (split.peers().isEmpty()) {
            return;
        }
        lines.headline("Network or application, times in ms");
        String row = "  %-28s %9s %8s %8s %9s %9s %9s %9s %8s  %s";
        lines.line(
                String.format(
                        Locale.ROOT,
                        row,
                        "",
                        "",
                        "kernel",
                        "unread",
                        "Java",
                        "answers",
                        "peer",
                        "answers",
                        "rtt",
                        ""));
        lines.line(
                String.format(
                        Locale.ROOT,
                        row,
                        "peer",
                        "packets",
                        "mean",
                        "p50",
                        "p50",
                        "p99",
                        "p50",
                        "p99",
                        "p50",
                        "most time"));
        int shown = 0;
        for (Map.Entry<String, PeerTimes> peer : split.peers()) {
            if (++shown > MOST_PEERS) {
                lines.line(
                        String.format(
                                Locale.ROOT,
                                "  and %d more peers",
                                split.peers().size() - MOST_PEERS));
                break;
            }
            PeerTimes times = peer.getValue();
            lines.line(
                    String.format(
                            Locale.ROOT,
                            row,
                            printable(peer.getKey()),
                            times.packets(),
                            times.packets() == 0 ? "-" : millis(times.kernel() / times.packets()),
                            percentile(times.unread(), 0.5),
                            percentile(times.answers(), 0.5),
                            percentile(times.answers(), 0.99),
                            percentile(times.waits(), 0.5),
                            percentile(times.waits(), 0.99),
                            percentile(times.roundTrips(), 0.5),
                            times.most()));
        }
        if (split.leftOut() > 0) {
            lines.line(
                    String.format(
                            Locale.ROOT, "  and further peers with %,d events", split.leftOut()));
        }
        lines.line("");
        lines.paragraph(
                "  ",
                "",
                "kernel: a packet's time in this kernel, without its wait to be read. unread: how"
                    + " long data waited in the socket for Java. Java answers: from the last packet"
                    + " of a request to the first of the answer, its wait to be read included. peer"
                    + " answers: the same of the other end, with the network; rtt is TCP's measure"
                    + " of the network. most time: the largest of Java's answers, the peer's"
                    + " without a round trip each, and these round trips with the kernel's time.");
    }

    private static String percentile(LogHistogram times, double share) {
        return times.count() == 0 ? "-" : millis(times.percentile(share));
    }
}
