package io.mytracer.it.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much later main() is entered with the agent; the limit is 150 ms. */
public final class StartupBenchmark {
    private static final int LIMIT_MILLIS = 150;

    private StartupBenchmark() {}

    /** The program that is started: says when it was entered. */
    public static final class Entered {
        private Entered() {}

        /**
         * Prints the clock.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) {
            System.out.println(System.nanoTime());
        }
    }

    /**
     * Runs the JVM with and without agent in turn, and prints a table.
     *
     * @param arguments path of the agent's jar, and how many rounds (default 20)
     */
    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        Path work = Files.createTempDirectory("startup");
        String agent = "-javaagent:" + jar;
        Map<String, List<String>> cases = new LinkedHashMap<>();
        cases.put("no agent", List.of());
        cases.put("recording=none", List.of(agent + "=recording=none"));
        cases.put("port=8080", List.of(agent + "=port=8080"));
        cases.put("start=sync", List.of(agent + "=start=sync"));
        cases.put("JFR only", List.of("-XX:StartFlightRecording:filename=jfr-only.jfr"));
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, List<String>> entry : cases.entrySet()) {
                double time = millisToMain(entry.getValue(), work);
                if (round >= 0) { // the first warms the page cache
                    times.computeIfAbsent(entry.getKey(), k -> new ArrayList<>()).add(time);
                }
            }
        }
        print(times, rounds);
    }

    private static double millisToMain(List<String> options, Path work)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        Path classes =
                Path.of(Entered.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        command.addAll(List.of("-cp", classes.toString(), Entered.class.getName()));
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .directory(work.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        // CLOCK_MONOTONIC is one clock for all processes.
        long entered = Long.parseLong(process.inputReader().lines().toList().getLast());
        process.waitFor();
        try (var files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return (entered - begin) / 1e6;
    }

    private static void print(Map<String, List<Double>> times, int rounds) {
        double base = quantile(times.get("no agent"), 0.5);
        System.out.printf("main() entered, ms after the start of the JVM, %d rounds%n", rounds);
        System.out.printf("%-18s %8s %8s %8s %10s%n", "", "p10", "median", "p90", "added");
        times.forEach(
                (name, values) ->
                        System.out.printf(
                                "%-18s %8.1f %8.1f %8.1f %+10.1f%n",
                                name,
                                quantile(values, 0.1),
                                quantile(values, 0.5),
                                quantile(values, 0.9),
                                quantile(values, 0.5) - base));
        double added = quantile(times.get("port=8080"), 0.5) - base;
        System.out.printf(
                "limit %d ms: %s%n", LIMIT_MILLIS, added <= LIMIT_MILLIS ? "kept" : "EXCEEDED");
    }

    private static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(v -> v).toArray();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
