package io.mytracer.it.bench;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.apps.HelloService;
import io.mytracer.it.apps.HttpClients;

import java.io.IOException;

/** Clients in a JVM of their own, which ask a {@link HelloService} for a while. */
final class HttpLoad implements AutoCloseable {
    private static final String CLIENTS = "32";

    /** How the names of the agent's threads begin. */
    static final String AGENT_THREADS = "mytracer";

    /**
     * What a while of requests has taken.
     *
     * @param requests how many
     * @param seconds how long
     * @param micros CPU time of service and clients for a request
     * @param agentMicros the part of the agent's threads
     */
    record Cost(long requests, double seconds, double micros, double agentMicros) {
        double rate() {
            return requests / seconds;
        }
    }

    private final AgentProcess jvm;
    private final String millis;

    HttpLoad(int millis) throws IOException, InterruptedException {
        this.millis = Integer.toString(millis);
        jvm = JvmCommand.of(HttpClients.class).jvm("-XX:TieredStopAtLevel=4").start();
        jvm.await("ready");
    }

    /**
     * Asks without a pause.
     *
     * @param work what the service is to do for each request
     */
    Cost ask(Subject service, long work) throws IOException, InterruptedException {
        long cpu = ProcessUse.cpuNanos(service.pid()) + ProcessUse.cpuNanos(jvm.pid());
        long agent = ProcessUse.threadNanos(service.pid(), AGENT_THREADS);
        String[] done =
                jvm.tell("" + service.port(), CLIENTS, millis, Long.toString(work)).split(" ");
        agent = ProcessUse.threadNanos(service.pid(), AGENT_THREADS) - agent;
        cpu = ProcessUse.cpuNanos(service.pid()) + ProcessUse.cpuNanos(jvm.pid()) - cpu;
        long requests = Long.parseLong(done[0]);
        return new Cost(
                requests,
                Long.parseLong(done[1]) / 1e9,
                cpu / 1e3 / requests,
                agent / 1e3 / requests);
    }

    @Override
    public void close() {
        jvm.close();
    }
}
