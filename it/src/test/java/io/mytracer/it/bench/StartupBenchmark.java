package io.mytracer.it.bench;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.KernelPrograms;
import io.mytracer.it.apps.Entered;
import io.mytracer.it.bench.Turns.Trio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a JVM's start costs with the agent: how much later main() is entered, the CPU time until the
 * kernel is traced, and the memory some seconds later.
 */
final class StartupBenchmark implements Benchmark {
    private static final String CONTINUOUS = "settings=continuous";
    private static final String PROFILE = "settings=profile";

    /** By then all has been loaded, woven and compiled that a JVM without traffic needs. */
    private static final long SETTLED_MILLIS = 5000;

    /**
     * One start.
     *
     * @param enteredMillis from the start of the process to main()
     * @param attachedMillis from the start of the process until the kernel is traced
     * @param cpuMillis of the process some seconds after
     * @param rssMib its resident memory then
     * @param pssMib the same, of what it shares with other processes only its share
     */
    private record Start(
            double enteredMillis,
            double attachedMillis,
            double cpuMillis,
            double rssMib,
            double pssMib) {}

    @Override
    public void run(Effort effort, Results results) throws Exception {
        Path work = Files.createTempDirectory("startup");
        try {
            // The first start warms the page cache.
            start(command(work).agent("recording=none"), false);
            Map<String, List<Trio<Start>>> taken =
                    new Turns<>(() -> start(command(work), false))
                            .add("recording=none", () -> traced(work, "recording=none", false))
                            .add(CONTINUOUS, () -> traced(work, CONTINUOUS, true))
                            .add(PROFILE, () -> traced(work, PROFILE, true))
                            .add("JFR without the agent", () -> start(jfr(work), false))
                            .run(effort.rounds(10));
            add(results, taken);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static JvmCommand command(Path work) {
        return JvmCommand.of(Entered.class).jvm("-XX:TieredStopAtLevel=4").in(work);
    }

    private static JvmCommand jfr(Path work) {
        return command(work).jvm("-XX:StartFlightRecording:filename=jfr-only.jfr");
    }

    private static Start traced(Path work, String options, boolean attaches) throws Exception {
        return start(command(work).agent(options), attaches);
    }

    private static Start start(JvmCommand command, boolean attaches)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (AgentProcess jvm = command.start()) {
            // CLOCK_MONOTONIC is one clock for all processes.
            double entered = (Long.parseLong(jvm.await("entered ")) - begin) / 1e6;
            double attached = Double.NaN;
            if (attaches) {
                attached = KernelPrograms.awaitAttached(jvm.pid(), begin).toNanos() / 1e6;
            }
            Thread.sleep(SETTLED_MILLIS);
            return new Start(
                    entered,
                    attached,
                    ProcessUse.cpuNanos(jvm.pid()) / 1e6,
                    ProcessUse.memoryKib(jvm.pid(), "Rss") / 1024.0,
                    ProcessUse.memoryKib(jvm.pid(), "Pss") / 1024.0);
        }
    }

    private static void add(Results results, Map<String, List<Trio<Start>>> taken) {
        List<Trio<Start>> plain = taken.get("recording=none");
        results.add("untraced: main() entered", "ms", Turns.without(plain, Start::enteredMillis));
        results.add("untraced: CPU", "ms", Turns.without(plain, Start::cpuMillis));
        results.add("untraced: resident", "MiB", Turns.without(plain, Start::rssMib));
        taken.forEach(
                (name, trios) -> {
                    boolean full = name.equals(CONTINUOUS) || name.equals(PROFILE);
                    results.add(
                            name + ": main() later by",
                            "ms",
                            Turns.extra(trios, Start::enteredMillis),
                            full ? Goal.atMost(100) : null);
                    if (full) {
                        results.add(
                                name + ": attached after the start of the JVM",
                                "ms",
                                Turns.with(trios, Start::attachedMillis));
                    }
                    results.add(
                            name + ": more CPU",
                            "ms",
                            Turns.extra(trios, Start::cpuMillis),
                            full ? Goal.atMost(1000) : null);
                    results.add(
                            name + ": more resident memory",
                            "MiB",
                            Turns.extra(trios, Start::rssMib),
                            full ? Goal.atMost(48) : null);
                    results.add(
                            name + ": more memory, shared pages by share",
                            "MiB",
                            Turns.extra(trios, Start::pssMib));
                });
    }
}
