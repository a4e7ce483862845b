package io.mytracer.it.bench;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.KernelPrograms;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A JVM that is measured, compiled as in production, with the agent or without. Its program says a
 * port, and records as it is told.
 */
final class Subject implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AgentProcess jvm;
    private final int port;

    private Subject(JvmCommand command) throws IOException, InterruptedException {
        jvm = command.jvm("-XX:TieredStopAtLevel=4").start();
        port = jvm.port();
    }

    static Subject plain(Class<?> program) throws IOException, InterruptedException {
        return new Subject(JvmCommand.of(program));
    }

    /**
     * Starts one whose agent waits for a recording; JFR knows the presets by then.
     *
     * @param moreOptions of the agent, each with a comma in front
     */
    static Subject withAgent(JvmCommand command, String moreOptions)
            throws IOException, InterruptedException {
        return new Subject(command.agent("recording=none,start=sync,log=debug" + moreOptions));
    }

    long pid() {
        return jvm.pid();
    }

    int port() {
        return port;
    }

    /** Says a line to the program, and returns its answer. */
    String tell(String... words) throws IOException, InterruptedException {
        return jvm.tell(words);
    }

    /**
     * Starts a recording, and returns once the kernel is traced and the JDK's methods are woven.
     *
     * @param words the preset's name, and single settings
     */
    void record(String... words) throws IOException, InterruptedException {
        jvm.tell("record " + String.join(" ", words));
        KernelPrograms.awaitAttached(pid());
        Await.until("woven", PATIENCE, () -> agentSays("woven in"));
    }

    /** Ends all recordings, and returns once nothing is attached any more. */
    void stop() throws IOException, InterruptedException {
        jvm.tell("stop");
        KernelPrograms.awaitDetached(pid());
    }

    /** As {@link #stop()}, with the recording written to a file. */
    EventCounts stop(Path file) throws IOException, InterruptedException {
        jvm.tell("stop", file.toString());
        KernelPrograms.awaitDetached(pid());
        return EventCounts.of(file);
    }

    private boolean agentSays(String words) {
        return jvm.agentLines().stream().anyMatch(line -> line.contains(words));
    }

    @Override
    public void close() {
        jvm.close();
    }
}
