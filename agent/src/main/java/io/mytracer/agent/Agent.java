package io.mytracer.agent;

import io.mytracer.socket.SocketThreads;

import java.lang.instrument.Instrumentation;

/** Where the launcher enters the agent's own module. */
public final class Agent {
    /** What has been started and not stopped yet; the launcher sees to it that it is one. */
    private static Agent running;

    private final AgentLog log;
    private final StatusReport status;
    private final Tracing tracing;
    private final SocketWeaving weaving;

    private Agent(
            AgentOptions options,
            Instrumentation instrumentation,
            AgentProperties properties,
            AgentLog log) {
        this.log = log;
        SocketThreads threads = new SocketThreads();
        status = new StatusReport(properties);
        weaving = new SocketWeaving(instrumentation, threads, status, log);
        tracing = new Tracing(options, instrumentation, status, threads, log);
    }

    /**
     * Starts the agent. What takes time is done by a daemon thread, unless the user asked to wait
     * for it.
     *
     * @param options as given behind the jar; may be null
     * @param instrumentation from the JVM
     * @return false if the user only asked for help, and nothing has been started
     * @throws OptionException if an option is wrong; then nothing has been started
     */
    public static boolean start(String options, Instrumentation instrumentation)
            throws OptionException {
        AgentOptions parsed;
        try {
            parsed = AgentOptions.parse(options);
        } catch (OptionException e) {
            new AgentProperties(instrumentation, AgentLog.stderr(LogLevel.OFF))
                    .tell(
                            new AgentState(
                                    AgentState.Phase.REFUSED,
                                    e.getMessage(),
                                    null,
                                    AgentProperties.jar()));
            throw e;
        }
        AgentLog log = AgentLog.stderr(parsed.log());
        if (parsed.help()) {
            OptionHelp.text().lines().forEach(log::info);
            return false;
        }
        running =
                new Agent(parsed, instrumentation, new AgentProperties(instrumentation, log), log);
        running.begin(parsed);
        return true;
    }

    /**
     * Stops the agent: ends and writes its own recording, takes its programs out of the kernel and
     * its code out of the JDK's classes. It can be started again.
     */
    public static void stop() {
        Agent ending = running;
        if (ending != null) {
            running = null;
            ending.end();
        }
    }

    private void begin(AgentOptions options) {
        if (OwnRecording.expectsPreset()) {
            tracing.offerPresets();
        }
        start(tracing, "mytracer");
        start(weaving, "mytracer-weave");
        // The JVM starts its own recording after this, and nothing is traced before.
        if (options.startSync() && (options.recordingGiven() || !OwnRecording.expectsAnother())) {
            await(tracing, weaving);
        }
    }

    private void end() {
        try {
            tracing.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        weaving.stop();
        status.stopped();
        String file = status.recording();
        log.info("detached" + (file == null ? "" : "; " + file + " is written"));
    }

    private static void start(Runnable body, String name) {
        Thread thread = new Thread(null, body, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    /** The agent's own recording, if any, has been started by the time the kernel is attached. */
    private static void await(Tracing tracing, SocketWeaving weaving) {
        try {
            tracing.awaitStart();
            weaving.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
