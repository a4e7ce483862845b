package io.mytracer.it;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with a test program, and perhaps with the agent; killed when closed. */
public final class AgentProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** JFR's own shutdown hook forces the recording to the disk, which others may keep busy. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);

    private static final String AGENT_PREFIX = "[mytracer] ";

    /** With start=sync the agent holds the program back for 30 s at most. */
    private static final String LATE = AGENT_PREFIX + "not attached after";

    private final Process process;
    private final Output out;
    private final Output err;
    private final Writer in;
    private boolean attached;

    AgentProcess(Process process) {
        this.process = process;
        out = new Output(process.getInputStream(), "stdout of " + process.pid());
        err = new Output(process.getErrorStream(), "stderr of " + process.pid());
        in = process.outputWriter();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits until the program prints its port. */
    public int port() throws InterruptedException {
        return Integer.parseInt(await("port "));
    }

    /**
     * Waits for a line on stdout and returns what follows the beginning; and until the agent has
     * attached, where it has let the program go on without.
     */
    public String await(String beginning) throws InterruptedException {
        try {
            String rest = out.await(beginning, PATIENCE);
            if (!attached && err.lines().stream().anyMatch(line -> line.startsWith(LATE))) {
                err.await(AGENT_PREFIX + "attached now", PATIENCE);
                attached = true;
            }
            return rest;
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; stderr: " + err.lines(), e);
        }
    }

    /** Waits for a line of the agent and returns what follows its prefix. */
    public String awaitAgent() throws InterruptedException {
        return err.await(AGENT_PREFIX, PATIENCE);
    }

    /** Waits until the agent has attached, which it says with log=debug. */
    public void awaitTracing() throws InterruptedException {
        err.await(AGENT_PREFIX + "tracing: ", PATIENCE);
    }

    /** Waits until calls on sockets are told, which the agent says with log=debug. */
    void awaitWoven() throws InterruptedException {
        err.await(AGENT_PREFIX + "woven in ", PATIENCE);
    }

    /** Says a line to the program and waits until it has done so. */
    public String tell(String... words) throws IOException, InterruptedException {
        in.write(String.join(" ", words) + "\n");
        in.flush();
        return await("done ");
    }

    /** As {@link #end()}, where the program is to succeed, and the agent to have traced it. */
    public void endTraced() throws IOException, InterruptedException {
        int code = end();
        List<String> refusals =
                agentLines().stream().filter(line -> line.contains("cannot trace")).toList();
        if (code != 0 || !refusals.isEmpty()) {
            throw new AssertionError(
                    "ended with " + code + "; agent: " + agentLines() + "; stdout: " + stdout());
        }
    }

    /** Ends the program's input, waits until the JVM has ended, and returns its exit code. */
    public int end() throws IOException, InterruptedException {
        in.close();
        if (!process.waitFor(Slowness.allow(END_PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs; stdout: " + stdout() + ", stderr: " + stderr());
        }
        out.all();
        err.all();
        return process.exitValue();
    }

    /** Kills it, so that nothing of it can clean up. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public List<String> stdout() {
        return out.lines();
    }

    public List<String> stderr() {
        return err.lines();
    }

    /** Returns what the agent has said up to now. */
    public List<String> agentLines() {
        return err.lines().stream().filter(line -> line.startsWith(AGENT_PREFIX)).toList();
    }

    public String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(Long.toString(pid())));
        words.addAll(Arrays.asList(arguments));
        return Tool.ofJdk("jcmd").run(words);
    }

    /** Starts a recording with the events of the agent. */
    public void startRecording(String name, Path settings)
            throws IOException, InterruptedException {
        String answer = jcmd("JFR.start", "name=" + name, "settings=" + settings);
        if (!answer.contains("Started recording")) {
            throw new AssertionError(answer);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
