package io.mytracer.format;

import io.mytracer.format.Journey.Step;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How the way of a packet is drawn: a line for each stage, with its time as a bar. */
public final class JourneyText {
    private static final int BAR = 24;
    private static final int EIGHTHS = 8;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final String BLOCKS = " ▏▎▍▌▋▊▉█";

    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String YELLOW = "33";

    private final boolean blocks;
    private final boolean colour;

    /**
     * A style.
     *
     * @param charset of the output: bars are of block elements where it has them, else of ASCII
     * @param colour whether the output is a terminal that shows colours
     */
    public JourneyText(Charset charset, boolean colour) {
        blocks = charset.newEncoder().canEncode(BLOCKS);
        this.colour = colour;
    }

    /** Returns the lines of a journey that has a step. */
    public List<String> lines(Journey journey) {
        List<String> lines = new ArrayList<>();
        lines.add(head(journey));
        long total = journey.total();
        Map.Entry<String, Long> slowest = journey.slowest();
        List<Step> steps = journey.steps();
        for (int i = 0; i < steps.size(); ) {
            int end = endOfStage(steps, i);
            long offset = steps.get(i).nanos() - journey.first().nanos();
            lines.add(
                    steps.get(i).isHop()
                            ? stage(steps.subList(i, end), offset, total, slowest)
                            : event(steps.get(i), offset));
            for (Step step : steps.subList(i, end)) {
                for (String frame : step.stack()) {
                    lines.add(" ".repeat(28) + frame);
                }
            }
            i = end;
        }
        lines.add(sum(journey, total, slowest));
        return lines;
    }

    /** Hops of one stage that follow each other are one line. */
    private static int endOfStage(List<Step> steps, int from) {
        int end = from + 1;
        while (steps.get(from).isHop()
                && end < steps.size()
                && steps.get(end).isHop()
                && String.valueOf(steps.get(end).name())
                        .equals(String.valueOf(steps.get(from).name()))) {
            end++;
        }
        return end;
    }

    private String head(Journey journey) {
        Row first = journey.first();
        return paint(BOLD, "packet " + journey.packetId())
                + "  "
                + RowFormat.timeOf(first)
                + (journey.direction() == null ? "" : " " + journey.direction())
                + " "
                + RowFormat.packetOf(first)
                + (journey.thread() == null ? "" : "  " + journey.thread());
    }

    private String stage(
            List<Step> hops, long offset, long total, Map.Entry<String, Long> slowest) {
        String name = String.valueOf(hops.getFirst().name());
        long time = hops.getLast().endNanos() - hops.getFirst().nanos();
        List<String> places = hops.stream().map(Step::place).distinct().toList();
        List<String> devices =
                hops.stream().map(Step::device).filter(Objects::nonNull).distinct().toList();
        String line =
                "%s  %-10s %s %s".formatted(micros(offset), name, bar(time, total), micros(time));
        return (name.equals(slowest.getKey()) ? paint(YELLOW, line) : line)
                + "  "
                + String.join(", ", places)
                + (devices.isEmpty() ? "" : " (" + String.join(" > ", devices) + ")");
    }

    private String event(Step step, long offset) {
        String line = "%s  %-10s %s".formatted(micros(offset), step.name(), step.place());
        return step.isBad() ? paint(RED, line) : line;
    }

    private String sum(Journey journey, long total, Map.Entry<String, Long> slowest) {
        return micros(total)
                + "  total"
                + (slowest == null
                        ? ""
                        : ", slowest "
                                + slowest.getKey()
                                + " "
                                + micros(slowest.getValue()).strip())
                + (journey.outcome() == null ? "" : ", " + journey.outcome());
    }

    private String bar(long time, long total) {
        long eighths = total <= 0 ? 0 : Math.min(BAR * EIGHTHS, time * BAR * EIGHTHS / total);
        if (!blocks) {
            return pad("#".repeat((int) ((eighths + EIGHTHS - 1) / EIGHTHS)));
        }
        int rest = (int) (eighths % EIGHTHS);
        return pad(
                "█".repeat((int) (eighths / EIGHTHS))
                        + (rest == 0 ? "" : BLOCKS.substring(rest, rest + 1)));
    }

    private static String pad(String bar) {
        return bar + " ".repeat(BAR - bar.length());
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%12.3f us", nanos / NANOS_PER_MICRO);
    }

    private String paint(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
