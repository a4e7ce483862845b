package io.mytracer.cli;

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
import java.util.Arrays;
import java.util.List;

/**
 * {@code java -jar mytracer-agent.jar COMMAND}: finds the command and turns its end into a code.
 */
public final class Main {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;

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
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, charset), 1 << 16)) {
            run(arguments, writer);
            return OK;
        } catch (UsageException e) {
            err.println(
                    "mytracer: " + e.getMessage() + " (help: java -jar mytracer-agent.jar help)");
            return USAGE;
        } catch (FailureException e) {
            err.println("mytracer: " + e.getMessage());
            return FAILURE;
        } catch (IOException | UncheckedIOException e) {
            if (isClosedPipe(e)) {
                return OK; // head(1) has seen enough
            }
            err.println("mytracer: standard output: " + e.getMessage());
            return FAILURE;
        }
    }

    private static void run(String[] arguments, Writer out)
            throws IOException, UsageException, FailureException {
        if (arguments.length == 0) {
            throw new UsageException("no command");
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "help", "--help", "-h" -> out.write(HelpText.text());
            case "version", "--version" -> out.write(version() + System.lineSeparator());
            case "check" -> CheckCommand.run(rest, out);
            case "print" -> PrintCommand.run(PrintArguments.parse(rest), out);
            default -> throw new UsageException("unknown command '" + arguments[0] + "'");
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "mytracer " + (version == null ? "(not packaged)" : version);
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
