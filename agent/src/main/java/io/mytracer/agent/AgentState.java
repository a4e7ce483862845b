package io.mytracer.agent;

import java.util.Optional;
import java.util.Properties;

/**
 * How the agent in a JVM is. Those who attach to the JVM find it among its agent properties, which
 * no application sees.
 *
 * @param phase what it does
 * @param problem what keeps it from tracing, in one line; null where nothing does
 * @param recording path of the agent's own recording as the JVM sees it; null where there is none
 * @param jar path of the agent as the JVM sees it; null where it is not known
 */
public record AgentState(Phase phase, String problem, String recording, String jar) {
    private static final String PHASE = "mytracer.phase";
    private static final String PROBLEM = "mytracer.problem";
    private static final String RECORDING = "mytracer.recording";
    private static final String JAR = "mytracer.jar";

    /** What the agent does. */
    public enum Phase {
        /** It has been loaded. */
        STARTING,
        /** Its programs are in the kernel. */
        TRACING,
        /** It waits for a recording that asks for packets. */
        IDLE,
        /** The kernel cannot be traced here. */
        CANNOT_TRACE,
        /** It has not understood its options, and has not been started. */
        REFUSED,
        /** It has been started, and stopped again. */
        STOPPED
    }

    /** Whether the agent is at work, so that it can be stopped and cannot be started. */
    public boolean isRunning() {
        return phase != Phase.REFUSED && phase != Phase.STOPPED;
    }

    /**
     * Reads it.
     *
     * @param properties of an agent, as {@code VirtualMachine.getAgentProperties} has them
     * @return empty where no agent has told anything
     */
    public static Optional<AgentState> of(Properties properties) {
        String phase = properties.getProperty(PHASE);
        for (Phase known : Phase.values()) {
            if (known.name().equals(phase)) {
                return Optional.of(
                        new AgentState(
                                known,
                                properties.getProperty(PROBLEM),
                                properties.getProperty(RECORDING),
                                properties.getProperty(JAR)));
            }
        }
        return Optional.empty();
    }

    /** Writes it so that the phase changes last. */
    void writeTo(Properties properties) {
        write(properties, PROBLEM, problem);
        write(properties, RECORDING, recording);
        write(properties, JAR, jar);
        write(properties, PHASE, phase.name());
    }

    private static void write(Properties properties, String key, String value) {
        if (value == null) {
            properties.remove(key);
        } else {
            properties.setProperty(key, value);
        }
    }
}
