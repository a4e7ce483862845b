package io.mytracer.it.bench;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.apps.PingPong;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a call on a socket costs once its method is woven and nobody records any more: a write and a
 * read in two JVMs in turn, one of them without the agent; the limit is 2 %.
 */
public final class CallBenchmark {
    private static final double LIMIT = 1.02;
    private static final String TRIPS = "50000";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private CallBenchmark() {}

    /**
     * Measures, and prints the median of the ratios of neighbouring rounds.
     *
     * @param arguments how many rounds (default 40)
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        try (AgentProcess plain = start(JvmCommand.of(PingPong.class));
                AgentProcess woven =
                        start(JvmCommand.of(PingPong.class).agent("recording=none,log=debug"))) {
            weave(woven);
            List<Double> ratios = new ArrayList<>();
            double without = Double.MAX_VALUE;
            double with = Double.MAX_VALUE;
            for (int round = -5; round < rounds; round++) {
                double first = nanos(plain);
                double middle = nanos(woven);
                double last = nanos(plain);
                if (round >= 0) { // the first ones are compiled
                    ratios.add(2 * middle / (first + last));
                    without = Math.min(without, Math.min(first, last));
                    with = Math.min(with, middle);
                }
            }
            ratios.sort(null);
            double ratio = ratios.get(ratios.size() / 2);
            System.out.printf(
                    Locale.ROOT,
                    "a write and its read, ns: at best %.0f without the agent, %.0f woven; ratio"
                            + " %.3f (median of %d, quartiles %.3f and %.3f)%nlimit %.2f: %s%n",
                    without,
                    with,
                    ratio,
                    rounds,
                    ratios.get(ratios.size() / 4),
                    ratios.get(3 * ratios.size() / 4),
                    LIMIT,
                    ratio <= LIMIT ? "kept" : "EXCEEDED");
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
