package io.mytracer.cli;

import io.mytracer.recording.NoRoomException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code java -jar mytracer-agent.jar COMMAND}: finds the command and turns its end into a code.
 */
public final class Main {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;

    private static final int BUFFER = 1 << 16;

    private Main() {}

    /**
     * Runs a command and ends the JVM: 0 it worked, 1 it failed, 2 it was not understood.
     *
     * @param arguments the command and what belongs to it
     */
    public static void main(String[] arguments) {
        Charset charset = charset(System.getProperty("stdout.encoding"));
        System.exit(run(arguments, new FileOutputStream(FileDescriptor.out), charset, System.err));
    }

    static int run(String[] arguments, OutputStream out, Charset charset, PrintStream err) {
        // A writer replaces what the charset lacks, and tells of errors, which a PrintStream hides.
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, charset), BUFFER)) {
            OutputStream bytes = new BufferedOutputStream(out, BUFFER);
            return run(arguments, new Console(writer, bytes, charset, err));
        } catch (IOException e) {
            return failed(e, err);
        }
    }

    private static int run(String[] arguments, Console console) {
        CommandLine commands = Commands.create(console);
        commands.setParameterExceptionHandler((e, all) -> refused(e, console.err()));
        commands.setExecutionExceptionHandler((e, command, all) -> failed(e, console.err()));
        return commands.execute(arguments);
    }

    private static int refused(ParameterException e, PrintStream err) {
        String command = e.getCommandLine().getCommandName();
        err.println(
                "mytracer: "
                        + FailureException.oneLine(message(e))
                        + " (help: java -jar mytracer-agent.jar help"
                        + (command.equals(Commands.NAME) ? "" : " " + command)
                        + ")");
        return USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> known = unmatched.getSuggestions();
            return "unknown: '"
                    + unmatched.getUnmatched().getFirst()
                    + "'"
                    + (known.isEmpty() ? "" : ", did you mean '" + known.getFirst() + "'?");
        }
        return e.getMessage();
    }

    private static int failed(Exception e, PrintStream err) {
        if (e instanceof FailureException || e instanceof NoRoomException) {
            err.println("mytracer: " + e.getMessage());
            return FAILURE;
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            if (isClosedPipe(e)) {
                return OK; // head(1) has seen enough
            }
            err.println("mytracer: standard output: " + e.getMessage());
            return FAILURE;
        }
        err.println("mytracer: defect: " + e);
        e.printStackTrace(err);
        return FAILURE;
    }

    /** Of this system call's error there is only the text of strerror(EPIPE). */
    private static boolean isClosedPipe(Exception e) {
        return String.valueOf(e.getMessage()).contains("Broken pipe");
    }

    private static Charset charset(String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
