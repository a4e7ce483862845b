package io.mytracer.attach;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;

import io.mytracer.agent.AgentState;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JVM that commands can be sent to, by the JDK's attach API. That finds the JVMs of containers,
 * too, by their pid here ({@code /proc/PID/root/tmp}).
 *
 * <p>Not thread-safe.
 */
public final class Attachment implements AutoCloseable {
    private final JavaProcess process;
    private final VirtualMachine machine;

    private Attachment(JavaProcess process, VirtualMachine machine) {
        this.process = process;
        this.machine = machine;
    }

    /**
     * Attaches.
     *
     * @throws AttachException if that JVM lets nobody
     */
    public static Attachment open(JavaProcess process) throws AttachException {
        // The JDK asks by a SIGQUIT, which such a JVM answers with a thread dump on its stdout.
        if (new ProcDirectory(process.pid())
                .commandLine()
                .contains("-XX:+DisableAttachMechanism")) {
            throw refusal(process, "it was started with -XX:+DisableAttachMechanism");
        }
        try {
            return new Attachment(process, VirtualMachine.attach(Long.toString(process.pid())));
        } catch (AttachNotSupportedException e) {
            throw refusal(process, e.getMessage());
        } catch (IOException e) {
            if (process.user().equals(System.getProperty("user.name"))) {
                throw refusal(process, e.getMessage());
            }
            throw new AttachException(
                    process.pid()
                            + " belongs to "
                            + process.user()
                            + ": run this as "
                            + process.user()
                            + " or as root ("
                            + e.getMessage()
                            + ")");
        }
    }

    private static AttachException refusal(JavaProcess process, String why) {
        return new AttachException(
                "the JVM "
                        + process.pid()
                        + " lets nobody attach: "
                        + why
                        + "; start it with -javaagent:mytracer-agent.jar");
    }

    /**
     * Returns the major version of Java that the JVM runs.
     *
     * @throws AttachException if the JVM does not answer
     */
    public int javaVersion() throws AttachException {
        try {
            String version =
                    machine.getSystemProperties().getProperty("java.specification.version");
            // 1.8 was the last of that form
            return Integer.parseInt(version.replaceFirst("^1\\.", ""));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /**
     * Returns what the agent in the JVM tells of itself; empty where there is none.
     *
     * @throws AttachException if the JVM does not answer
     */
    public Optional<AgentState> state() throws AttachException {
        try {
            return AgentState.of(machine.getAgentProperties());
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /**
     * Has the JVM load the agent, and waits until the agent has taken its options.
     *
     * @param jar as the JVM sees it
     * @param options of the agent
     * @throws AttachException if the JVM does not load it
     */
    public void load(Path jar, String options) throws AttachException {
        try {
            machine.loadAgent(jar.toString(), options);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new AttachException(
                    "the JVM "
                            + process.pid()
                            + " does not load "
                            + jar
                            + ": "
                            + e.getMessage()
                            + "; its user, "
                            + process.user()
                            + ", must be able to read the file");
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private AttachException silent(IOException e) {
        String why = e instanceof AttachOperationFailedException ? e.getMessage() : e.toString();
        return new AttachException("the JVM " + process.pid() + " does not answer: " + why);
    }

    @Override
    public void close() {
        try {
            machine.detach();
        } catch (IOException e) {
            return; // the JVM has ended
        }
    }
}
