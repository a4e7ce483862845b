package io.mytracer.cli;

import io.mytracer.agent.AgentState;
import io.mytracer.attach.AttachException;
import io.mytracer.attach.AttachModule;
import io.mytracer.attach.Attachment;
import io.mytracer.attach.JavaProcess;
import io.mytracer.attach.JavaProcesses;
import io.mytracer.attach.TargetFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Stops the agent in a JVM. */
@Command(name = "detach", description = "end tracing in a JVM, and write the agent's own recording")
final class DetachCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "PID", description = "the JVM; see list")
    private long pid;

    DetachCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException {
        try {
            console.out().write(detach() + System.lineSeparator());
            return Main.OK;
        } catch (AttachException e) {
            throw new FailureException(e.getMessage());
        }
    }

    private String detach() throws AttachException, FailureException {
        JavaProcess process = JavaProcesses.of(pid);
        AttachModule.require(pid);
        try (Attachment jvm = Attachment.open(process)) {
            Optional<AgentState> before = jvm.state().filter(AgentState::isRunning);
            if (before.isEmpty()) {
                throw new FailureException("the JVM " + pid + " has no agent: nothing to detach");
            }
            TargetFiles files = new TargetFiles(pid);
            String loaded = before.get().jar();
            Path jar =
                    loaded == null ? files.give(OwnJar.path(), OwnJar.version()) : Path.of(loaded);
            jvm.load(jar, "detach");
            AgentState after = jvm.state().orElse(before.get());
            if (after.isRunning()) {
                throw new FailureException(
                        "the agent goes on in the JVM "
                                + pid
                                + ": the reason is on the JVM's standard error");
            }
            return pid
                    + " ("
                    + process.main()
                    + ") is traced no more"
                    + (after.recording() == null
                            ? ""
                            : "; " + files.here(Path.of(after.recording())) + " is written");
        }
    }
}
