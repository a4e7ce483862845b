package io.mytracer.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How to start a JVM with one of the test programs, as a user would on a command line. */
public final class JvmCommand {
    /** The agent as it is shipped. */
    static final Path AGENT =
            Path.of(System.getProperty("mytracer.agent.jar", "../agent/target/mytracer-agent.jar"))
                    .toAbsolutePath()
                    .normalize();

    private static final String BACKEND = System.getProperty("mytracer.it.backend");

    private final String program;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private Path classes = TestClasses.directory();
    private String libraries = "";
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    private JvmCommand(String program) {
        this.program = program;
        // The machine is small, and one JVM's compiler threads are another's latency.
        options.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-Xshare:auto"));
    }

    public static JvmCommand of(Class<?> program) {
        return new JvmCommand(program.getName());
    }

    /** Runs a source file, which a JVM of any version can. */
    static JvmCommand ofSource(Path source) {
        return new JvmCommand(source.toString());
    }

    /** Loads the agent with the given options, and by the backend that all tests are to use. */
    public JvmCommand agent(String agentOptions) {
        if (BACKEND == null) {
            return agent(AGENT, agentOptions);
        }
        String separator = agentOptions.isEmpty() ? "" : ",";
        return agent(AGENT, agentOptions + separator + "backend=" + BACKEND);
    }

    public JvmCommand agent(Path jar, String agentOptions) {
        return jvm("-javaagent:" + jar + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
    }

    public JvmCommand jvm(String... more) {
        options.addAll(Arrays.asList(more));
        return this;
    }

    /** Has the JVM started by another command, such as setpriv. */
    public JvmCommand startedBy(String... words) {
        prefix.addAll(Arrays.asList(words));
        return this;
    }

    JvmCommand javaHome(Path home) {
        javaHome = home;
        return this;
    }

    JvmCommand classes(Path elsewhere) {
        classes = elsewhere;
        return this;
    }

    /** Adds the libraries of the tests whose file names begin so. */
    JvmCommand with(String name) {
        libraries =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> Path.of(entry).getFileName().toString().startsWith(name))
                        .map(entry -> File.pathSeparator + entry)
                        .collect(Collectors.joining());
        return this;
    }

    public JvmCommand in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    public AgentProcess start(Object... arguments) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.add(javaHome.resolve("bin/java").toString());
        words.addAll(options);
        words.addAll(List.of("-cp", classes + libraries, program));
        Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        // What the build's own environment sets is not for the JVMs under test.
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return new AgentProcess(builder.start());
    }
}
