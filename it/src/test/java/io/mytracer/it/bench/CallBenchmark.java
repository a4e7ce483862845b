package io.mytracer.it.bench;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.apps.PingPong;
import io.mytracer.it.bench.Turns.Trio;

import java.time.Duration;
import java.util.List;

/**
 * What a call on a socket costs once its method is woven and nobody records any more: a write and a
 * read in two JVMs in turn, one of them without the agent.
 */
final class CallBenchmark implements Benchmark {
    private static final int WARM_UPS = 5;
    private static final String TRIPS = "50000";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void run(Effort effort, Results results) throws Exception {
        try (AgentProcess plain = start(JvmCommand.of(PingPong.class));
                AgentProcess woven =
                        start(JvmCommand.of(PingPong.class).agent("recording=none,log=debug"))) {
            weave(woven);
            Turns<Double> turns = new Turns<>(() -> nanos(plain)).add("woven", () -> nanos(woven));
            turns.run(WARM_UPS);
            List<Trio<Double>> taken = turns.run(effort.rounds(40)).get("woven");
            results.add("a write and its read, untraced", "ns", Turns.without(taken, n -> n));
            results.add(
                    "a write and its read, woven, to untraced",
                    "",
                    Turns.ratio(taken, n -> n),
                    Goal.atMost(1.02));
        }
    }

    private static AgentProcess start(JvmCommand command) throws Exception {
        AgentProcess process = command.jvm("-XX:TieredStopAtLevel=4").start();
        process.await("ready");
        return process;
    }

    /** Has a recording begin, for which all is woven, and end. */
    private static void weave(AgentProcess process) throws Exception {
        process.jcmd("JFR.start", "name=once", "settings=none", "+mytracer.SocketIo#enabled=true");
        Await.until("woven", PATIENCE, () -> hasSaid(process, "woven in"));
        process.jcmd("JFR.stop", "name=once");
    }

    private static boolean hasSaid(AgentProcess process, String words) {
        return process.agentLines().stream().anyMatch(line -> line.contains(words));
    }

    private static double nanos(AgentProcess process) throws Exception {
        return Double.parseDouble(process.tell(TRIPS));
    }
}
