package io.mytracer.it.bench;

import io.mytracer.it.bench.HttpLoad.Cost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of a program takes the kernel, by its own statistics, which contain the time of
 * reading the clock: of another process' packets, of own packets with and without their events, and
 * of own packets with their stacks.
 */
final class ProgramBenchmark implements Benchmark {
    private static final Path SWITCH = Path.of("/proc/sys/kernel/bpf_stats_enabled");
    private static final int WINDOW_MILLIS = 1000;

    /** These run for each softirq, whatever it does. */
    private static final String SOFTIRQ = "softirq";

    @Override
    public void run(Effort effort, Results results) throws Exception {
        String before = Files.readString(SWITCH);
        Files.writeString(SWITCH, "1");
        int rounds = effort.rounds(10);
        try (HttpScene scene = new HttpScene("", WINDOW_MILLIS)) {
            Subject traced = scene.traced();
            measure(rounds, results, "miss", traced, () -> scene.untraced(0), HttpScene.PROFILE);
            measure(
                    rounds,
                    results,
                    "own, continuous",
                    traced,
                    () -> scene.idle(0),
                    HttpScene.CONTINUOUS);
            measure(
                    rounds,
                    results,
                    "own, profile",
                    traced,
                    () -> scene.idle(0),
                    HttpScene.PROFILE);
            measure(
                    rounds,
                    results,
                    "own, with stack",
                    traced,
                    () -> scene.idle(0),
                    HttpScene.PROFILE,
                    "mytracer.SkbHop#stack=all");
        } finally {
            Files.writeString(SWITCH, before);
        }
    }

    private static void measure(
            int rounds,
            Results results,
            String name,
            Subject traced,
            Turns.Measurement<Cost> asking,
            String... settings)
            throws Exception {
        List<Double> packets = new ArrayList<>();
        List<Double> softirqs = new ArrayList<>();
        List<Double> runs = new ArrayList<>();
        List<Double> nanos = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            traced.record(settings);
            ProgramRuns begin = ProgramRuns.of(traced.pid());
            long requests = asking.take().requests();
            ProgramRuns all = ProgramRuns.of(traced.pid()).since(begin);
            traced.stop();
            ProgramRuns others = all.without(SOFTIRQ);
            ProgramRuns softirq = all.only(SOFTIRQ);
            packets.add((double) others.nanos() / others.count());
            softirqs.add((double) softirq.nanos() / softirq.count());
            runs.add((double) others.count() / requests);
            nanos.add((double) all.nanos() / requests);
            if (round == rounds - 1) {
                results.note(name + ", ns a run (runs): " + all.byProgram());
            }
        }
        results.add(name + ": a run, mean of all programs", "ns", Spread.of(packets));
        results.add(name + ": a softirq's begin or end", "ns", Spread.of(softirqs));
        results.add(name + ": runs for a request", "", Spread.of(runs));
        results.add(name + ": all programs for a request", "ns", Spread.of(nanos));
    }
}
