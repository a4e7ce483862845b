package io.mytracer.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code java -jar mytracer-agent.jar} came to.
 *
 * @param code exit code
 * @param out lines on standard output
 * @param err lines on standard error
 */
record AgentCommand(int code, List<String> out, List<String> err) {
    private static final Duration PATIENCE = Slowness.allow(Duration.ofSeconds(90));

    static AgentCommand run(Object... arguments) throws IOException, InterruptedException {
        return run(List.of(), List.of(), JvmCommand.AGENT, arguments);
    }

    /**
     * Runs it in a special way.
     *
     * @param prefix the command that starts java, such as setpriv
     * @param options of the JVM
     * @param jar the agent
     * @param arguments of the command line
     */
    static AgentCommand run(
            List<String> prefix, List<String> options, Path jar, Object... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(prefix);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        words.addAll(options);
        words.addAll(List.of("-jar", jar.toString()));
        Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        Output err = new Output(process.getErrorStream(), "stderr of " + words);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(words + " does not end");
        }
        return new AgentCommand(process.exitValue(), out.lines().toList(), err.all());
    }

    /** Returns the only line that it has printed, where it has worked. */
    String line() {
        if (code != 0 || out.size() != 1 || !err.isEmpty()) {
            throw new AssertionError(this);
        }
        return out.getFirst();
    }

    /** Returns the only line that it has said, where it has failed in the given way. */
    String refusal(int expected) {
        if (code != expected || !out.isEmpty() || err.size() != 1) {
            throw new AssertionError(this);
        }
        return err.getFirst();
    }
}
