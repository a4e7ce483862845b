package io.mytracer.it.bench;

import io.mytracer.it.JvmCommand;
import io.mytracer.it.apps.HelloService;
import io.mytracer.it.bench.HttpLoad.Cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service with the agent, one without, and clients that ask one at a time. */
final class HttpScene implements AutoCloseable {
    static final String CONTINUOUS = "mytracer-continuous";
    static final String PROFILE = "mytracer-profile";

    private static final int WARM_UPS = 3;

    /**
     * What a recording has told of a while of requests.
     *
     * @param cost of the requests
     * @param events in the recording
     */
    record Told(Cost cost, EventCounts events) {}

    private final Subject plain;
    private final Subject traced;
    private final HttpLoad load;

    /**
     * Starts all three.
     *
     * @param agentOptions each with a comma in front
     * @param millis how long to ask at a time
     */
    HttpScene(String agentOptions, int millis) throws IOException, InterruptedException {
        plain = Subject.plain(HelloService.class);
        traced = Subject.withAgent(JvmCommand.of(HelloService.class), agentOptions);
        load = new HttpLoad(millis);
    }

    /** Has everything compiled that will run, and woven what will be woven. */
    void warmUp(long work) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            untraced(0);
            untraced(work);
            idle(0);
            idle(work);
            recorded(PROFILE, 0);
        }
    }

    Subject traced() {
        return traced;
    }

    /** Asks the service without the agent. */
    Cost untraced(long work) throws IOException, InterruptedException {
        return load.ask(plain, work);
    }

    /** Asks the service with the agent. */
    Cost idle(long work) throws IOException, InterruptedException {
        return load.ask(traced, work);
    }

    /** Asks the service with the agent while it is recorded. */
    Cost recorded(String preset, long work) throws IOException, InterruptedException {
        traced.record(preset);
        Cost cost = idle(work);
        traced.stop();
        return cost;
    }

    /**
     * Asks the service without the agent while the other one, which has no traffic, is recorded.
     */
    Cost foreign(String preset) throws IOException, InterruptedException {
        traced.record(preset);
        Cost cost = untraced(0);
        traced.stop();
        return cost;
    }

    /** As {@link #recorded}, with the events counted. */
    Told told(String preset) throws IOException, InterruptedException {
        Path file = Files.createTempFile("http", ".jfr");
        try {
            traced.record(preset);
            Cost cost = idle(0);
            return new Told(cost, traced.stop(file));
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        load.close();
        traced.close();
        plain.close();
    }
}
