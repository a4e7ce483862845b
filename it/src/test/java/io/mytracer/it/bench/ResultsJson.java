package io.mytracer.it.bench;

import io.mytracer.format.JsonText;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

/** Results as a JSON object: the machine, and each benchmark with its figures. */
final class ResultsJson {
    private final JsonText json;

    private ResultsJson(Writer out) {
        json = new JsonText(out);
    }

    static String of(Machine machine, List<Results> all) throws IOException {
        Writer out = new StringWriter();
        new ResultsJson(out).write(machine, all);
        return out + "\n";
    }

    private void write(Machine machine, List<Results> all) throws IOException {
        json.begin('{');
        json.name("machine").begin('{');
        json.name("cpu").text(machine.cpu());
        number("cores", machine.cores());
        number("memoryMiB", machine.memory());
        json.name("kernel").text(machine.kernel());
        json.name("jdk").text(machine.jdk());
        json.end('}');
        json.name("benchmarks").begin('[');
        for (Results results : all) {
            write(results);
        }
        json.end(']');
        json.end('}');
    }

    private void write(Results results) throws IOException {
        json.begin('{');
        json.name("name").text(results.benchmark());
        number("loadBefore", results.loadBefore());
        number("loadAfter", results.loadAfter());
        json.name("figures").begin('[');
        for (Figure figure : results.figures()) {
            write(figure);
        }
        json.end(']');
        json.name("notes").begin('[');
        for (String note : results.notes()) {
            json.text(note);
        }
        json.end(']');
        json.end('}');
    }

    private void write(Figure figure) throws IOException {
        json.begin('{');
        json.name("name").text(figure.name());
        json.name("unit").text(figure.unit());
        number("median", figure.spread().median());
        number("lowerQuartile", figure.spread().low());
        number("upperQuartile", figure.spread().high());
        number("measurements", figure.spread().count());
        Goal goal = figure.goal();
        if (goal != null) {
            number(goal.atLeast() ? "atLeast" : "atMost", goal.limit());
            json.name("met").literal(Boolean.toString(goal.isMetBy(figure.spread())));
        }
        json.end('}');
    }

    /** JSON has no number that is none. */
    private void number(String name, double value) throws IOException {
        String text = value == Math.rint(value) ? Long.toString((long) value) : "" + value;
        json.name(name).literal(Double.isFinite(value) ? text : "null");
    }
}
