package io.mytracer.agent;

import io.mytracer.events.HopLatency;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TracerLoss;
import io.mytracer.events.TracerStatus;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What JFR and the JVM call in the agent, in threads of theirs, from {@link #register} to {@link
 * #close}; these two belong to one thread.
 */
final class RecorderHooks implements AutoCloseable {
    private final Supplier<Session> session;
    private final StatusReport status;
    private final AgentLog log;
    private final List<Runnable> periodic = new ArrayList<>();
    private final Thread exit = new Thread(null, this::exit, "mytracer-exit", 0, false);

    /**
     * Nothing is called yet.
     *
     * @param session of the moment, or null
     */
    RecorderHooks(Supplier<Session> session, StatusReport status, AgentLog log) {
        this.session = session;
        this.status = status;
        this.log = log;
    }

    void register() {
        FlightRecorder.register(TracerLoss.class);
        FlightRecorder.register(TracerStatus.class);
        // JFR's own hook writes the recording; it ends sooner when nothing more comes.
        Runtime.getRuntime().addShutdownHook(exit);
        // At the beginning and end of chunks, whatever the settings of the status are.
        for (Class<? extends Event> type : Tracing.PACKET_EVENTS) {
            at(type, this::settle);
        }
        at(TracerStatus.class, this::chunk);
        at(SocketQueue.class, this::tellQueues);
        at(HopLatency.class, this::tellLatencies);
    }

    private void at(Class<? extends Event> event, Runnable hook) {
        FlightRecorder.addPeriodicEvent(event, hook);
        periodic.add(hook);
    }

    @Override
    public void close() {
        periodic.forEach(FlightRecorder::removePeriodicEvent);
        periodic.clear();
        try {
            Runtime.getRuntime().removeShutdownHook(exit);
        } catch (IllegalStateException e) {
            return; // the JVM ends, and calls it
        }
    }

    /** A chunk begins or ends: JFR calls this in the thread that rotates, stops or dumps. */
    private void settle() {
        try {
            Session current = session.get();
            if (current != null && !current.settle()) {
                log.warn("a chunk ended before all packets were written");
            }
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("a chunk ended without its last packets: " + t);
        }
    }

    /** A recording wants to know what waits at sockets. */
    private void tellQueues() {
        try {
            Session current = session.get();
            if (current != null) {
                current.tellQueues();
            }
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("queues of sockets are not recorded: " + t);
        }
    }

    /** A recording wants to know how long packets take. */
    private void tellLatencies() {
        try {
            Session current = session.get();
            if (current != null) {
                current.tellLatencies();
            }
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("times of packets are not recorded: " + t);
        }
    }

    /** The JVM ends. */
    private void exit() {
        try {
            Session current = session.get();
            if (current != null) {
                current.silence();
            }
        } catch (Throwable t) { // the process takes the programs with it
            log.debug("not silenced", t);
        }
    }

    private void chunk() {
        settle();
        try {
            status.commit(session.get());
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("no status: " + t);
        }
    }
}
