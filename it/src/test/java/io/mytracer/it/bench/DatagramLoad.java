package io.mytracer.it.bench;

import io.mytracer.it.JvmCommand;
import io.mytracer.it.apps.DatagramSink;
import io.mytracer.it.apps.Datagrams;

import java.io.IOException;
import java.nio.file.Path;

/** Datagrams on loopback, from a JVM with the agent to one without. */
final class DatagramLoad implements AutoCloseable {
    private static final int STEP = 10_000;

    /** Descriptors for all else that a JVM has open. */
    static final int SPARE = 1000;

    /**
     * A while of sending.
     *
     * @param packets sent
     * @param seconds it took
     * @param micros CPU time of both processes for a packet
     * @param agentMicros the part of the agent's threads
     * @param residentMib the sender's memory in the end
     */
    record Cost(
            long packets, double seconds, double micros, double agentMicros, double residentMib) {
        double rate() {
            return packets / seconds;
        }
    }

    /**
     * What a recording has told of a while of sending.
     *
     * @param cost of the packets
     * @param events in the recording
     */
    record Told(Cost cost, EventCounts events) {
        double forPacket(String type) {
            return (double) events.events(type) / cost.packets();
        }
    }

    private final Subject sink;
    private final Subject sender;
    private final String millis;

    /**
     * Starts both.
     *
     * @param sockets at most
     * @param millis how long to send at a time
     */
    DatagramLoad(int sockets, int millis) throws IOException, InterruptedException {
        this.millis = Integer.toString(millis);
        sink = Subject.plain(DatagramSink.class);
        sender =
                Subject.withAgent(
                        JvmCommand.of(Datagrams.class)
                                .startedBy("prlimit", "--nofile=" + (sockets + SPARE)),
                        "");
    }

    /** Has so many sockets send in turn. */
    void open(int sockets) throws IOException, InterruptedException {
        // In steps that a slow machine does while we wait.
        for (int open = STEP; open < sockets; open += STEP) {
            tellToOpen(open);
        }
        tellToOpen(sockets);
    }

    private void tellToOpen(int sockets) throws IOException, InterruptedException {
        sender.tell("open", Integer.toString(sink.port()), Integer.toString(sockets));
    }

    /** Sends so many packets a second, or as many as it can. */
    Cost send(int rate) throws IOException, InterruptedException {
        long cpu = ProcessUse.cpuNanos(sender.pid()) + ProcessUse.cpuNanos(sink.pid());
        long agent = ProcessUse.threadNanos(sender.pid(), HttpLoad.AGENT_THREADS);
        String[] done = sender.tell("send", Integer.toString(rate), millis).split(" ");
        agent = ProcessUse.threadNanos(sender.pid(), HttpLoad.AGENT_THREADS) - agent;
        cpu = ProcessUse.cpuNanos(sender.pid()) + ProcessUse.cpuNanos(sink.pid()) - cpu;
        long packets = Long.parseLong(done[0]);
        return new Cost(
                packets,
                Long.parseLong(done[1]) / 1e9,
                cpu / 1e3 / packets,
                agent / 1e3 / packets,
                ProcessUse.memoryKib(sender.pid(), "Rss") / 1024.0);
    }

    /** As {@link #send}, with every hop of the sender's packets in a recording. */
    Cost sendRecorded(int rate) throws IOException, InterruptedException {
        sender.record(HttpScene.PROFILE);
        Cost cost = send(rate);
        sender.stop();
        return cost;
    }

    /** As {@link #sendRecorded}, with the events counted. */
    Told told(int rate, Path file) throws IOException, InterruptedException {
        sender.record(HttpScene.PROFILE);
        Cost cost = send(rate);
        return new Told(cost, sender.stop(file));
    }

    @Override
    public void close() {
        sender.close();
        sink.close();
    }
}
