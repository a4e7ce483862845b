package io.mytracer.agent;

import io.mytracer.bpf.MissingHop;
import io.mytracer.bpf.TracerCounters;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.BuildId;
import io.mytracer.bpf.kernel.KernelVersion;
import io.mytracer.bpf.kernel.Privileges;
import io.mytracer.emit.EventEmitter;
import io.mytracer.events.TracerStatus;

import java.nio.file.Path;
import java.util.Locale;

/** What the tracer tells of itself in the recording. Thread-safe. */
final class StatusReport {
    private final AgentProperties properties;
    private AgentState.Phase phase = AgentState.Phase.STARTING;
    private String recording;
    private String problem = EventEmitter.problem();
    private String libbpf;
    private String hops;
    private String missingHops;
    private String missingJoinPoints;
    private String backend;
    private int hopCount;
    private final int cpus = Runtime.getRuntime().availableProcessors();
    private long lastUsed;
    private long lastFollowed;
    private long lastTime = System.nanoTime();

    /**
     * Tells first that the agent is starting.
     *
     * @param properties where those who attach look
     */
    StatusReport(AgentProperties properties) {
        this.properties = properties;
        tell();
    }

    /** The agent's own recording has begun; null: it has not been written. */
    synchronized void recordingTo(Path file) {
        recording = file == null ? null : file.toString();
    }

    /** Returns the path of the agent's own recording, null where there is none. */
    synchronized String recording() {
        return recording;
    }

    /** What is to be done at the start has been done. */
    synchronized void ready() {
        if (phase == AgentState.Phase.STARTING) {
            phase = AgentState.Phase.IDLE;
        }
        tell();
    }

    synchronized void stopped() {
        phase = AgentState.Phase.STOPPED;
        problem = null;
        tell();
    }

    synchronized void tracing(Session session, NativeLibrary library) {
        phase = AgentState.Phase.TRACING;
        problem = EventEmitter.problem();
        libbpf = library.origin();
        backend = session.tracer().backends();
        int others = session.tracer().otherFunctions();
        hopCount = session.tracer().hops().size() + others;
        hops = String.join(", ", session.tracer().hops());
        if (others > 0) {
            hops += String.format(Locale.ROOT, ", %,d other functions", others);
        }
        missingHops = MissingHop.describe(session.tracer().missing());
        lastUsed = 0;
        lastFollowed = 0;
        lastTime = System.nanoTime();
        tell();
        commit(session);
    }

    synchronized void cannotTrace(String why) {
        phase = AgentState.Phase.CANNOT_TRACE;
        problem = why;
        tell();
        commit(null);
    }

    /** The next status tells it. */
    synchronized void notWoven(String what) {
        missingJoinPoints = what;
    }

    synchronized void idle() {
        phase = AgentState.Phase.IDLE;
        problem = null;
        tell();
        hopCount = 0;
        hops = null;
        commit(null);
    }

    /**
     * Writes a status.
     *
     * @param session null while nothing is attached
     */
    synchronized void commit(Session session) {
        TracerStatus event = new TracerStatus();
        if (!event.isEnabled()) {
            return;
        }
        event.state = phase == AgentState.Phase.STARTING ? "IDLE" : phase.name();
        event.problem = problem;
        event.backend = backend;
        event.kernel = KernelVersion.current().release();
        event.kernelBuildId = BuildId.ofKernel().orElse(null);
        event.libbpf = libbpf;
        event.hopCount = hopCount;
        event.hops = hops;
        event.missingHops = missingHops;
        event.missingJoinPoints = missingJoinPoints;
        event.privileges = Privileges.current().describe();
        TracerCounters counters = session == null ? null : session.counters();
        if (counters != null) {
            tellCost(event, session);
            event.clockError = session.clockError();
            event.nativeSockets = session.nativeSockets();
            event.packets = counters.packets();
            event.recordsProduced = counters.produced();
            event.recordsReceived = counters.received();
            event.flows = counters.flows();
            event.pathsOpen = session.openPaths();
        }
        event.commit();
    }

    private void tellCost(TracerStatus event, Session session) {
        long now = System.nanoTime();
        long used = session.windows().used();
        long followed = session.windows().followed();
        event.budget = (float) session.following().budget();
        event.interval = now - lastTime;
        if (event.interval > 0) {
            event.cost = (float) (used - lastUsed) / event.interval / cpus;
            event.followed = Math.min(event.interval, followed - lastFollowed);
            event.duty = (float) event.followed / event.interval;
        }
        lastUsed = used;
        lastFollowed = followed;
        lastTime = now;
    }

    private void tell() {
        properties.tell(new AgentState(phase, problem, recording, AgentProperties.jar()));
    }
}
