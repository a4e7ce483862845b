package io.mytracer.agent;

import io.mytracer.socket.SocketThreads;

import java.lang.instrument.Instrumentation;

/** Where the launcher enters the agent's own module. */
public final class Agent {
    private Agent() {}

    /**
     * Starts the agent. What takes time is done by a daemon thread, unless the user asked to wait
     * for it.
     *
     * @param options as given behind the jar; may be null
     * @param instrumentation from the JVM
     * @throws OptionException if an option is wrong; then nothing has been started
     */
    public static void start(String options, Instrumentation instrumentation)
            throws OptionException {
        AgentOptions parsed = AgentOptions.parse(options);
        AgentLog log = AgentLog.stderr(parsed.log());
        if (parsed.help()) {
            OptionHelp.text().lines().forEach(log::info);
            return;
        }
        StatusReport status = new StatusReport();
        SocketThreads threads = new SocketThreads();
        SocketWeaving weaving = new SocketWeaving(instrumentation, threads, status, log);
        Tracing tracing = new Tracing(parsed, instrumentation, status, threads, log);
        if (OwnRecording.expectsPreset()) {
            tracing.offerPresets();
        }
        start(tracing, "mytracer");
        start(weaving, "mytracer-weave");
        // The JVM starts its own recording after this, and nothing is traced before.
        boolean waits = parsed.recordingGiven() || !OwnRecording.expectsAnother();
        if (parsed.startSync() && waits) {
            await(tracing, weaving);
        }
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
