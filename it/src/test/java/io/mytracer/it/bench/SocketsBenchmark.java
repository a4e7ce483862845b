package io.mytracer.it.bench;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.Scope;
import io.mytracer.it.Limits;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes the tracer to find the sockets that are open, by the CPU time of the thread
 * that asks: TCP connections of this JVM with itself.
 */
final class SocketsBenchmark implements Benchmark {
    private static final int SPARE = 1000;

    /** The kernel has 28,000 ports to give for each address. */
    private static final int CONNECTIONS_AN_ADDRESS = 10_000;

    /** What takes less has not looked at the sockets. */
    private static final long LEAST_NANOS_A_SOCKET = 100;

    private final List<SocketChannel> open = new ArrayList<>();

    @Override
    public void run(Effort effort, Results results) throws Exception {
        long most = Limits.openFiles() - SPARE;
        try {
            measure(effort, results, 10_000, 15, most);
            measure(effort, results, 100_000, 150, most);
        } finally {
            for (SocketChannel channel : open) {
                // A reset: connections in TIME_WAIT would be in the way of others.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0).close();
            }
            open.clear();
        }
    }

    private void measure(Effort effort, Results results, int wanted, double limit, long most)
            throws Exception {
        int sockets = (int) Math.min(wanted, most);
        if (sockets < wanted) {
            results.note(
                    "%,d sockets instead of %,d: this process may open no more files"
                            .formatted(sockets, wanted));
        }
        open(sockets);
        try (Arena arena = Arena.ofConfined();
                PacketTracer tracer = Tracers.attach(Scope.own())) {
            if (tracer.counters().flows() < sockets) {
                throw new IOException("found " + tracer.counters().flows() + " of " + sockets);
            }
            // A packet to a port that nobody knows has the tracer look through the sockets.
            HopRecord unknown = new HopRecord().at(arena.allocate(HopRecord.SIZE, 8), 0);
            int rounds = effort.rounds(10);
            double[] millis = new double[rounds];
            for (int round = -2; round < rounds; round++) {
                double took = look(tracer, unknown);
                if (round >= 0) {
                    millis[round] = took;
                }
            }
            results.add(
                    "%,d sockets: CPU to find them".formatted(open.size()),
                    "ms",
                    Spread.of(millis),
                    Goal.atMost(limit * sockets / wanted));
        }
    }

    /** Waits until the tracer looks through the sockets again, which it does 1 % of the time. */
    private double look(PacketTracer tracer, HopRecord unknown) throws InterruptedException {
        tracer.tick(); // what else is due
        var _ = tracer.receiver(unknown);
        long took;
        do {
            Thread.sleep(20);
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            tracer.tick();
            took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
        } while (took < LEAST_NANOS_A_SOCKET * open.size());
        return took / 1e6;
    }

    private void open(int wanted) throws IOException {
        while (open.size() < wanted) {
            byte[] address = {127, 9, 6, (byte) (1 + open.size() / 2 / CONNECTIONS_AN_ADDRESS)};
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
                for (int i = 0; i < CONNECTIONS_AN_ADDRESS && open.size() < wanted; i++) {
                    open.add(SocketChannel.open(server.getLocalAddress()));
                    open.add(server.accept());
                }
            }
        }
    }
}
