package io.mytracer.it.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one benchmark has found, printed as it is found. */
final class Results {
    private final String benchmark;
    private final PrintStream out;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final double loadBefore = Machine.load();
    private double loadAfter = Double.NaN;

    Results(String benchmark, PrintStream out) {
        this.benchmark = benchmark;
        this.out = out;
        out.printf(
                Locale.ROOT,
                "%n%s (load average %.1f)%n  %-58s %10s %-8s %-21s %4s  %s%n",
                benchmark,
                loadBefore,
                "",
                "median",
                "",
                "quartiles",
                "of",
                "goal");
    }

    /** Adds a figure that nothing is promised about. */
    void add(String name, String unit, Spread spread) {
        add(name, unit, spread, null);
    }

    void add(String name, String unit, Spread spread, Goal goal) {
        Figure figure = new Figure(name, unit, spread, goal);
        figures.add(figure);
        out.println(figure.line());
    }

    /** Adds what a reader of the figures has to know. */
    void note(String words) {
        notes.add(words);
        out.println("  " + words);
    }

    void end() {
        loadAfter = Machine.load();
        out.printf(Locale.ROOT, "  load average in the end: %.1f%n", loadAfter);
    }

    String benchmark() {
        return benchmark;
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    double loadBefore() {
        return loadBefore;
    }

    double loadAfter() {
        return loadAfter;
    }
}
