package io.mytracer.it.vm;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.Firewall;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.Recording;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A JVM with the agent that calls across a cable, through packet filters on both ends. */
final class FilterScene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path file;
    private final VethPair cable = new VethPair();
    private final String peer;
    private final int open = FreePort.next();
    private AgentProcess server;
    private AgentProcess client;

    /**
     * Lays the cable; there are no rules yet.
     *
     * @param directory for the recording
     * @param ipv6 whether the calls are
     */
    FilterScene(Path directory, boolean ipv6) throws IOException, InterruptedException {
        file = directory.resolve("filtered.jfr");
        peer = ipv6 ? VethPair.FAR_6 : VethPair.FAR;
    }

    /** Returns the rules on the end of the JVM with the agent. */
    Firewall near() {
        return new Firewall(cable.near());
    }

    /** Returns the rules on the other end. */
    Firewall far() {
        return new Firewall(cable.far());
    }

    /** Returns the port where somebody listens. */
    int open() {
        return open;
    }

    /** Starts the server, and the client, which is traced from then on. */
    void start(String agentOptions) throws IOException, InterruptedException {
        server =
                JvmCommand.of(EchoServer.class)
                        .startedBy(cable.far().inside())
                        .start(peer, open, "platform");
        client =
                JvmCommand.of(Client.class)
                        .agent("start=sync,recording=" + file + agentOptions)
                        .startedBy(cable.near().inside())
                        .start("platform", "caller");
        server.port();
        client.await("ready");
    }

    /** Sends ten requests over a new connection, and closes it. */
    void request() throws IOException, InterruptedException {
        client.tell("connect", peer, Integer.toString(open), "1");
        client.tell("request", "10");
        client.tell("close");
    }

    /** Calls a port where it is refused. */
    void refused(int port) throws IOException, InterruptedException {
        client.tell("refused", peer, Integer.toString(port));
    }

    /** Calls a port in the background. */
    void hang(int port) throws IOException, InterruptedException {
        client.tell("hang", peer, Integer.toString(port));
    }

    /** Waits until a rule has met so many packets. */
    void await(long packets, Await.Condition enough) throws InterruptedException {
        Await.until("the rule has met " + packets + " packets", PATIENCE, enough);
    }

    /** Ends the client and returns what it has recorded. */
    Recording end() throws IOException, InterruptedException {
        client.endTraced();
        return Recording.read(file);
    }

    @Override
    public void close() throws IOException {
        for (AgentProcess process : new AgentProcess[] {client, server}) {
            if (process != null) {
                process.close();
            }
        }
        cable.close();
    }
}
