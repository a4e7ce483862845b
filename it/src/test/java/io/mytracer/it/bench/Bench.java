package io.mytracer.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs benchmarks, prints what they find as tables, and writes it as JSON. */
public final class Bench {
    private static final String EFFORT = "--effort=";
    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("http", new HttpBenchmark());
        ALL.put("startup", new StartupBenchmark());
        ALL.put("call", new CallBenchmark());
        ALL.put("programs", new ProgramBenchmark());
        ALL.put("events", new EventsBenchmark());
        ALL.put("drain", new DrainBenchmark());
        ALL.put("growth", new GrowthBenchmark());
        ALL.put("sockets", new SocketsBenchmark());
        ALL.put("bpftrace", new BpftraceBenchmark());
    }

    private Bench() {}

    /**
     * Runs what is asked for, else all.
     *
     * @param arguments the file for the JSON, {@code --effort=PERCENT}, and names of benchmarks
     */
    public static void main(String[] arguments) throws IOException {
        Path json = Path.of(arguments[0]);
        Effort effort = new Effort(100);
        Set<String> names = new LinkedHashSet<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            if (argument.startsWith(EFFORT)) {
                effort = new Effort(Integer.parseInt(argument.substring(EFFORT.length())));
            } else if (ALL.containsKey(argument)) {
                names.add(argument);
            } else {
                System.err.println("bench: no benchmark " + argument + " among " + ALL.keySet());
                System.exit(2);
            }
        }
        if (!run(names.isEmpty() ? ALL.keySet() : names, effort, json)) {
            System.exit(1);
        }
    }

    /** Returns whether all have worked; what is not as fast as it should be has. */
    private static boolean run(Set<String> names, Effort effort, Path json) throws IOException {
        Machine machine = Machine.here();
        System.out.println(machine);
        boolean worked = true;
        List<Results> all = new ArrayList<>();
        for (String name : names) {
            Results results = new Results(name, System.out);
            try {
                ALL.get(name).run(effort, results);
            } catch (Exception | AssertionError e) { // the others may still work
                worked = false;
                results.note("failed: " + e);
                e.printStackTrace();
            }
            results.end();
            all.add(results);
            // After each, so that what is interrupted has not been for nothing.
            Files.writeString(json, ResultsJson.of(machine, all));
        }
        return worked;
    }
}
