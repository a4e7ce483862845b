package io.mytracer.it.bench;

import io.mytracer.it.bench.HttpLoad.Cost;
import io.mytracer.it.bench.Turns.Trio;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What bpftrace costs the same service at the same tracepoints, in the same rounds: where it prints
 * each event with what a script can have of our fields, and where it only counts.
 */
final class BpftraceBenchmark implements Benchmark {
    private static final int WINDOW_MILLIS = 2000;
    private static final String PRINTS = "bpftrace, prints";
    private static final String COUNTS = "bpftrace, counts";
    private static final String OURS = "mytracer, profile";

    /**
     * A while of requests with a tool beside.
     *
     * @param requests of service and clients
     * @param toolMicros CPU time of the tool's own process for a request
     * @param events that the tool has told, or lost; 0 where it only counts
     */
    private record Beside(Cost requests, double toolMicros, long events) {
        double micros() {
            return requests.micros() + toolMicros;
        }
    }

    @Override
    public void run(Effort effort, Results results) throws Exception {
        try (HttpScene scene = new HttpScene("", WINDOW_MILLIS)) {
            scene.warmUp(0);
            Turns<Beside> turns =
                    new Turns<>(() -> new Beside(scene.untraced(0), 0, 0))
                            .add(OURS, () -> ours(scene))
                            .add(PRINTS, () -> beside(scene, "packets.bt"))
                            .add(COUNTS, () -> beside(scene, "counts.bt"));
            Map<String, List<Trio<Beside>>> taken = turns.run(effort.rounds(5));
            taken.forEach((name, trios) -> add(results, name, trios));
            List<Trio<Beside>> ours = taken.get(OURS);
            List<Trio<Beside>> theirs = taken.get(PRINTS);
            results.add(
                    "more CPU for an event, mytracer's to bpftrace's that prints",
                    "",
                    Spread.of(
                            IntStream.range(0, ours.size())
                                    .mapToDouble(i -> micros(ours.get(i)) / micros(theirs.get(i)))
                                    .toArray()),
                    Goal.atMost(0.25));
        }
    }

    private static void add(Results results, String name, List<Trio<Beside>> trios) {
        results.add(
                name + ": requests/s to untraced",
                "",
                Turns.ratio(trios, beside -> beside.requests().rate()));
        results.add(name + ": more CPU for a request", "µs", Turns.extra(trios, Beside::micros));
        if (trios.getFirst().with().events() > 0) {
            results.add(
                    name + ": events for a request",
                    "",
                    Turns.with(
                            trios,
                            beside -> (double) beside.events() / beside.requests().requests()));
            results.add(
                    name + ": more CPU for an event",
                    "µs",
                    Spread.of(trios.stream().mapToDouble(BpftraceBenchmark::micros).toArray()));
        }
    }

    /** Returns what an event has cost. */
    private static double micros(Trio<Beside> trio) {
        Beside with = trio.with();
        return trio.extra(Beside::micros) * with.requests().requests() / with.events();
    }

    private static Beside ours(HttpScene scene) throws IOException, InterruptedException {
        HttpScene.Told told = scene.told(HttpScene.PROFILE);
        return new Beside(told.cost(), 0, told.events().all());
    }

    private static Beside beside(HttpScene scene, String script)
            throws IOException, InterruptedException {
        try (Bpftrace bpftrace = new Bpftrace(script)) {
            long cpu = bpftrace.cpuNanos();
            Cost cost = scene.untraced(0);
            double micros = (bpftrace.cpuNanos() - cpu) / 1e3 / cost.requests();
            return new Beside(cost, micros, bpftrace.end());
        }
    }
}
