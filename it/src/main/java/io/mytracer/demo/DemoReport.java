package io.mytracer.demo;

import jdk.jfr.consumer.RecordedEvent;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a recording tells, on one terminal page: {@code DemoReport FILE.jfr}. */
final class DemoReport {
    private static final int STACK_LINES = 14;

    private final Recording recording;
    private final PrintStream out;
    private final boolean colour;

    private DemoReport(Recording recording, PrintStream out) {
        this.recording = recording;
        this.out = out;
        Console console = System.console();
        this.colour = console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    }

    public static void main(String[] args) throws IOException {
        if (!print(Path.of(args[0]), System.out)) {
            System.exit(1);
        }
    }

    /**
     * Prints the report.
     *
     * @return false if there was no packet in the recording to report on
     */
    static boolean print(Path file, PrintStream out) throws IOException {
        DemoReport report = new DemoReport(new Recording(file), out);
        if (report.recording.packets.isEmpty()) {
            report.status();
            return false;
        }
        report.packets();
        report.stages();
        report.journey();
        report.reset();
        report.drops();
        report.losses();
        report.file(file);
        return true;
    }

    private void status() {
        if (recording.status != null) {
            String problem = recording.status.getString("problem");
            out.printf(
                    "%nThe agent's state: %s%s%n",
                    recording.status.getString("state"), problem == null ? "" : ", " + problem);
        }
    }

    private void packets() {
        title("Packets");
        out.printf("  %,d packets, %,d hops%n", recording.packets.size(), recording.hops);
        recording.outcomes.forEach((outcome, count) -> out.printf("  %,8d  %s%n", count, outcome));
        if (recording.status != null) {
            out.printf(
                    "  by %s, Linux %s%n",
                    recording.status.getString("backend"), recording.status.getString("kernel"));
        }
    }

    private void stages() {
        title("Time per stage");
        out.printf("  %-8s %-24s %9s %10s %10s %10s%n", "", "stage", "hops", "p50", "p99", "max");
        String direction = null;
        for (StageTimes times : StageTimes.of(recording.packets.values())) {
            out.printf(
                    "  %-8s %-24s %,9d %10s %10s %10s%n",
                    times.direction.equals(direction) ? "" : times.direction,
                    times.stage,
                    times.count(),
                    time(times.percentile(0.5)),
                    time(times.percentile(0.99)),
                    time(times.percentile(1)));
            direction = times.direction;
        }
    }

    /** The packet with data that passed the most hops, which tells most of the way. */
    private void journey() {
        List<Hop> packet =
                recording.packets.values().stream()
                        .max(
                                Comparator.comparing(DemoReport::carriesData)
                                        .thenComparing(DemoReport::reachesThread)
                                        .thenComparingInt(List::size))
                        .orElseThrow();
        Hop first = packet.getFirst();
        title("The way of packet " + Long.toUnsignedString(first.packetId()));
        out.printf("  %s, %s, %d bytes%n", first.connection(), first.tcpFlags(), first.length());
        for (Hop hop : packet) {
            out.printf(
                    "  %+12.1f µs  %-26s %-14s %-4s %-6s cpu %-3d %s%n",
                    Duration.between(first.start(), hop.start()).toNanos() / 1e3,
                    hop.function(),
                    hop.stage(),
                    hop.direction(),
                    hop.device(),
                    hop.cpu(),
                    hop.thread());
        }
    }

    private static boolean carriesData(List<Hop> packet) {
        return packet.stream().anyMatch(hop -> hop.tcpFlags().contains("PSH"));
    }

    private static boolean reachesThread(List<Hop> packet) {
        return packet.stream().anyMatch(hop -> !hop.thread().isEmpty());
    }

    private void reset() {
        title("Resets");
        if (recording.resets.isEmpty()) {
            out.println("  none");
            return;
        }
        Map<String, Long> reasons =
                recording.resets.stream()
                        .collect(
                                Collectors.groupingBy(
                                        DemoReport::sentFor, TreeMap::new, Collectors.counting()));
        reasons.forEach((reason, count) -> out.printf("  %,8d  %s%n", count, reason));
        RecordedEvent reset =
                recording.resets.stream()
                        .min(
                                Comparator.comparingInt(
                                        event ->
                                                "NO_SOCKET".equals(event.getString("reason"))
                                                        ? 0
                                                        : 1))
                        .orElseThrow();
        out.printf("%n  Caused by %s, %s:%n", Hop.connection(reset), Hop.text(reset, "tcpFlags"));
        out.printf("  %s%n", Hop.text(reset, "cause"));
        List<String> stack = Hop.text(reset, "kernelStack").lines().toList();
        stack.stream().limit(STACK_LINES).forEach(frame -> out.printf("      %s%n", frame));
        if (stack.size() > STACK_LINES) {
            out.printf("      … %d more%n", stack.size() - STACK_LINES);
        }
    }

    private static String sentFor(RecordedEvent reset) {
        return reset.getBoolean("sent") ? "sent for " + Hop.text(reset, "reason") : "received";
    }

    private void drops() {
        title("Drops");
        if (recording.drops.isEmpty()) {
            out.println("  none");
        }
        recording.drops.forEach((reason, count) -> out.printf("  %,8d  %s%n", count, reason));
    }

    private void losses() {
        title("Events lost: " + recording.lost());
        for (Map.Entry<String, Long> loss : recording.losses.entrySet()) {
            if (loss.getValue() != 0) {
                out.printf("  %,8d  %s%n", loss.getValue(), loss.getKey());
            }
        }
    }

    private void file(Path file) throws IOException {
        title("Recording");
        out.printf("  %s (%.1f MB)%n", file.toAbsolutePath(), Files.size(file) / 1e6);
        out.println("  JDK Mission Control: File > Open File…");
        out.printf("  jfr summary %s%n", file);
        out.printf("  jfr print --events mytracer.TcpReset %s%n", file);
    }

    private void title(String title) {
        out.println();
        out.println(colour ? "\u001b[1m" + title + "\u001b[0m" : title);
    }

    private static String time(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
