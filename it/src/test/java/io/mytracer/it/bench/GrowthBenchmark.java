package io.mytracer.it.bench;

import io.mytracer.it.Limits;
import io.mytracer.it.bench.DatagramLoad.Cost;
import io.mytracer.it.bench.Turns.Trio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a packet more, and a socket more, cost where every hop is recorded, with the recording and
 * without in turn.
 */
final class GrowthBenchmark implements Benchmark {
    private static final int WINDOW_MILLIS = 3000;
    private static final List<Integer> RATES = List.of(1_000, 10_000, 50_000, 200_000);
    private static final List<Integer> SOCKETS = List.of(10, 1_000, 10_000, 100_000);
    private static final int USUAL_SOCKETS = 100;
    private static final int USUAL_RATE = 20_000;

    @Override
    public void run(Effort effort, Results results) throws Exception {
        int most = (int) Math.min(SOCKETS.getLast(), Limits.descriptors() - DatagramLoad.SPARE);
        Path file = Files.createTempFile("growth", ".jfr");
        try (DatagramLoad load = new DatagramLoad(most, WINDOW_MILLIS)) {
            int rounds = effort.rounds(5);
            load.open(USUAL_SOCKETS);
            for (int i = 0; i < 3; i++) { // all is compiled by then
                load.sendRecorded(RATES.getLast());
            }
            for (int rate : RATES) {
                String name = "%,d packets/s of %d sockets".formatted(rate, USUAL_SOCKETS);
                measure(rounds, results, name, load, rate, file);
            }
            double ofFewest = 0;
            double ofMost = 0;
            for (int sockets : SOCKETS.stream().map(n -> Math.min(n, most)).distinct().toList()) {
                load.open(sockets);
                String name = "%,d packets/s of %,d sockets".formatted(USUAL_RATE, sockets);
                ofMost = measure(rounds, results, name, load, USUAL_RATE, file);
                if (ofFewest == 0) {
                    ofFewest = ofMost;
                }
            }
            results.add(
                    "more CPU for a packet, %,d sockets to %d".formatted(most, SOCKETS.getFirst()),
                    "",
                    Spread.of(ofMost / ofFewest),
                    Goal.atMost(1.2));
        } finally {
            Files.delete(file);
        }
    }

    /** Returns how much more CPU time a packet takes where it is recorded, in µs. */
    private static double measure(
            int rounds, Results results, String name, DatagramLoad load, int rate, Path file)
            throws Exception {
        List<Trio<Cost>> trios =
                new Turns<>(() -> load.send(rate))
                        .add("recorded", () -> load.sendRecorded(rate))
                        .run(rounds)
                        .get("recorded");
        Spread more = Turns.extra(trios, Cost::micros);
        results.add(name + ": sent in fact", "/s", Turns.with(trios, Cost::rate));
        results.add(name + ": CPU for one, idle", "µs", Turns.without(trios, Cost::micros));
        results.add(name + ": more in profile", "µs", more);
        results.add(
                name + ": of that the agent's threads", "µs", Turns.with(trios, Cost::agentMicros));
        results.add(name + ": resident memory", "MiB", Turns.with(trios, Cost::residentMib));
        DatagramLoad.Told told = load.told(rate, file);
        results.add(name + ": hops recorded", "", Spread.of(told.forPacket("SkbHop")));
        results.add(
                name + ": dropped, since the receiver is too slow",
                "",
                Spread.of(told.forPacket("KernelDrop")));
        return more.median();
    }
}
