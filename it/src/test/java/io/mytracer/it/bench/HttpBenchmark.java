package io.mytracer.it.bench;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.it.apps.HelloService;
import io.mytracer.it.bench.HttpLoad.Cost;
import io.mytracer.it.bench.Turns.Trio;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/**
 * What tracing costs an HTTP service on loopback, with both ends on this machine, and another
 * process beside. The service does nothing but answer, which is the worst case, or works for 500
 * µs. Idle is the agent after a recording: what has been woven stays.
 */
final class HttpBenchmark implements Benchmark {
    private static final int WINDOW_MILLIS = 2000;
    private static final double WORK_MICROS = 500;

    /** In kernel/trace/bpf_trace.c only with CONFIG_FPROBE. */
    private static final String MULTI_HANDLER = "kprobe_multi_link_handler";

    @Override
    public void run(Effort effort, Results results) throws Exception {
        long work = roundsFor(WORK_MICROS);
        int rounds = effort.rounds(10);
        try (HttpScene scene = new HttpScene("", WINDOW_MILLIS)) {
            scene.warmUp(work);
            own(rounds, results, "hello", scene, 0);
            foreign(rounds, results, scene);
            own(rounds, results, "500 µs", scene, work);
            count(results, scene);
        }
        deep(effort, results);
    }

    /** Returns how much work takes so long. */
    private static long roundsFor(double micros) {
        long rounds = 1_000_000;
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            var _ = HelloService.work(rounds);
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            best = Math.min(best, (end - begin) / 1e3);
        }
        return Math.round(rounds * micros / best);
    }

    private static void own(int rounds, Results results, String name, HttpScene scene, long work)
            throws Exception {
        Map<String, List<Trio<Cost>>> taken =
                new Turns<>(() -> scene.untraced(work))
                        .add("idle", () -> scene.idle(work))
                        .add("continuous", () -> scene.recorded(HttpScene.CONTINUOUS, work))
                        .add("profile", () -> scene.recorded(HttpScene.PROFILE, work))
                        .run(rounds);
        List<Trio<Cost>> idle = taken.get("idle");
        results.add(name + ", untraced: requests", "/s", Turns.without(idle, Cost::rate));
        results.add(
                name + ", untraced: CPU for a request", "µs", Turns.without(idle, Cost::micros));
        boolean worst = work == 0;
        add(results, name + ", idle", idle, Goal.atLeast(0.99));
        add(
                results,
                name + ", continuous",
                taken.get("continuous"),
                Goal.atLeast(worst ? 0.97 : 0.99));
        add(results, name + ", profile", taken.get("profile"), worst ? Goal.atLeast(0.8) : null);
    }

    private static void foreign(int rounds, Results results, HttpScene scene) throws Exception {
        Map<String, List<Trio<Cost>>> taken =
                new Turns<>(() -> scene.untraced(0))
                        .add("continuous", () -> scene.foreign(HttpScene.CONTINUOUS))
                        .add("profile", () -> scene.foreign(HttpScene.PROFILE))
                        .run(rounds);
        add(results, "another process, continuous", taken.get("continuous"), Goal.atLeast(0.99));
        add(results, "another process, profile", taken.get("profile"), null);
    }

    private static void add(Results results, String name, List<Trio<Cost>> trios, Goal goal) {
        results.add(name + ": requests/s to untraced", "", Turns.ratio(trios, Cost::rate), goal);
        results.add(name + ": CPU for a request to untraced", "", Turns.ratio(trios, Cost::micros));
        results.add(name + ": more CPU for a request", "µs", Turns.extra(trios, Cost::micros));
        results.add(
                name + ": of that the agent's threads", "µs", Turns.with(trios, Cost::agentMicros));
    }

    /** How many events there are; asked once, since that takes as long as to write them. */
    private static void count(Results results, HttpScene scene) throws Exception {
        for (String preset : List.of(HttpScene.CONTINUOUS, HttpScene.PROFILE)) {
            HttpScene.Told told = scene.told(preset);
            double requests = told.cost().requests();
            String name = "hello, " + preset.substring(preset.indexOf('-') + 1);
            results.add(
                    name + ": events for a request", "", Spread.of(told.events().all() / requests));
            results.add(
                    name + ": times that something was lost",
                    "",
                    Spread.of((double) told.events().events("TracerLoss")),
                    Goal.atMost(0));
        }
    }

    /** Every function that takes a packet, where the kernel can. */
    private static void deep(Effort effort, Results results) throws Exception {
        if (!Btf.vmlinux().hasFunction(MULTI_HANDLER)) {
            results.note("deep (hops=all) is left out: this kernel has no kprobe.multi");
            return;
        }
        try (HttpScene scene = new HttpScene(",hops=all", WINDOW_MILLIS)) {
            scene.warmUp(0);
            Map<String, List<Trio<Cost>>> taken =
                    new Turns<>(() -> scene.untraced(0))
                            .add("deep", () -> scene.recorded(HttpScene.PROFILE, 0))
                            .run(effort.rounds(5));
            add(results, "hello, deep", taken.get("deep"), null);
        }
    }
}
