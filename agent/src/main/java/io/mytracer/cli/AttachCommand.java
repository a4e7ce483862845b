package io.mytracer.cli;

import io.mytracer.agent.AgentOptions;
import io.mytracer.agent.AgentState;
import io.mytracer.agent.OptionException;
import io.mytracer.agent.OptionHelp;
import io.mytracer.attach.AttachException;
import io.mytracer.attach.AttachModule;
import io.mytracer.attach.Attachment;
import io.mytracer.attach.JavaProcess;
import io.mytracer.attach.JavaProcesses;
import io.mytracer.attach.TargetFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Loads the agent into a JVM that runs, and waits until the agent says how it goes. */
@Command(
        name = "attach",
        description = "trace a JVM that runs",
        footer = {
            "%nA JVM in a container is named by its pid here. File names in options are those of"
                    + " the JVM.",
            "Unless the JVM was started with -XX:+EnableDynamicAgentLoading it warns on its"
                    + " standard error of an agent that is loaded late."
        })
final class AttachCommand implements Callable<Integer> {
    private static final int OLDEST_JAVA = 25;
    private static final long LOOK_MILLIS = 100;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Console console;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PID", description = "the JVM; see list")
    private long pid;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OPTION,...",
            description = "options of the agent, such as port=8080; see help")
    private String options = "";

    AttachCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException, InterruptedException {
        try {
            if (AgentOptions.parse(options).help()) {
                console.out().write(OptionHelp.text());
                return Main.OK;
            }
            console.out().write(attach() + System.lineSeparator());
            return Main.OK;
        } catch (OptionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (AttachException e) {
            throw new FailureException(e.getMessage());
        }
    }

    private String attach() throws AttachException, FailureException, InterruptedException {
        JavaProcess process = JavaProcesses.of(pid);
        AttachModule.require(pid);
        try (Attachment jvm = Attachment.open(process)) {
            int version = jvm.javaVersion();
            if (version < OLDEST_JAVA) {
                throw new FailureException(
                        "the JVM %d runs Java %d, and mytracer needs %d or newer: not attached"
                                .formatted(pid, version, OLDEST_JAVA));
            }
            if (jvm.state().filter(AgentState::isRunning).isPresent()) {
                throw new FailureException(
                        "the JVM %d has the agent already; for other options: detach %d first"
                                .formatted(pid, pid));
            }
            TargetFiles files = new TargetFiles(pid);
            jvm.load(files.give(OwnJar.path(), OwnJar.version()), options);
            return result(await(jvm), process, files);
        }
    }

    private static Optional<AgentState> await(Attachment jvm)
            throws AttachException, InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Optional<AgentState> state = jvm.state();
            if (state.isEmpty()
                    || state.get().phase() != AgentState.Phase.STARTING
                    || System.nanoTime() - until >= 0) {
                return state;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private String result(Optional<AgentState> told, JavaProcess process, TargetFiles files)
            throws FailureException {
        AgentState state =
                told.orElseThrow(
                        () ->
                                new FailureException(
                                        "the agent has not started in the JVM "
                                                + pid
                                                + ": the reason is on the JVM's standard error"));
        String jvm = pid + " (" + process.main() + ")";
        return switch (state.phase()) {
            case TRACING -> jvm + " is traced; " + recording(state, files);
            case IDLE ->
                    jvm
                            + " is traced once a recording asks for it: jcmd "
                            + pid
                            + " JFR.start settings=mytracer-profile";
            case CANNOT_TRACE ->
                    throw new FailureException(
                            jvm + " has the agent, which cannot trace: " + state.problem());
            case REFUSED, STOPPED ->
                    throw new FailureException(jvm + " refuses the options: " + state.problem());
            case STARTING ->
                    throw new FailureException(
                            jvm + " has the agent, which has not attached after a minute");
        };
    }

    private String recording(AgentState state, TargetFiles files) {
        return state.recording() == null
                ? "a recording runs: jcmd " + pid + " JFR.dump filename=FILE.jfr"
                : files.here(Path.of(state.recording()))
                        + " is written when the JVM ends, or by: detach "
                        + pid;
    }
}
