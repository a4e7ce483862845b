package io.mytracer.cli;

import io.mytracer.source.RecordedKernel;
import io.mytracer.source.SourceLines;

import jdk.jfr.consumer.RecordedEvent;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where the frames of kernel stacks are in the kernel's source; for commands that show some. To be
 * used by one thread: {@link #learn} from all events, {@link #annotate}, {@link #close}.
 */
final class SourceOptions implements AutoCloseable {
    @Option(
            names = "--source",
            description =
                    "say where frames are in the kernel's source, from its debug info or that of"
                            + " DEBUGINFOD_URLS")
    private boolean source;

    @Option(
            names = "--vmlinux",
            paramLabel = "FILE",
            description = "the kernel's debug info; means --source")
    private Path vmlinux;

    private RecordedKernel kernel;
    private boolean several;
    private SourceLines lines;
    private boolean opened;
    private String refusal;

    /** Says whether the user wants to see lines of the source. */
    boolean wanted() {
        return source || vmlinux != null;
    }

    /** Takes from an event which kernel it is of, if it tells. */
    void learn(RecordedEvent event) {
        if (wanted() && event.getEventType().getName().equals("mytracer.TracerStatus")) {
            RecordedKernel told =
                    RecordedKernel.of(text(event, "kernel"), text(event, "kernelBuildId"));
            several |= kernel != null && !kernel.equals(told);
            kernel = told;
        }
    }

    /** Looks for debug info. */
    private void open(Console console) {
        if (several) {
            note(console, "no source lines: the recordings are of several kernels");
            return;
        }
        RecordedKernel recorded =
                Objects.requireNonNullElse(kernel, new RecordedKernel(null, null));
        try {
            lines =
                    vmlinux == null
                            ? SourceLines.find(
                                    recorded, System.getenv(), line -> note(console, line))
                            : SourceLines.of(
                                    vmlinux,
                                    recorded,
                                    System.getenv(),
                                    line -> note(console, line));
        } catch (IOException e) {
            refusal = e.getMessage();
        }
    }

    /**
     * Returns a stack with what is known of its frames; the same where nothing is wanted.
     *
     * @param stack frames
     */
    List<String> annotate(List<String> stack, Console console) {
        if (!wanted() || stack.isEmpty()) {
            return stack;
        }
        if (!opened) {
            opened = true;
            open(console);
        }
        return lines == null ? stack : lines.annotate(String.join("\n", stack)).lines().toList();
    }

    /**
     * Tells what is wrong with the file that the user names.
     *
     * @throws FailureException if it could not be used
     */
    void check() throws FailureException {
        if (refusal != null) {
            throw new FailureException(refusal);
        }
    }

    private static void note(Console console, String line) {
        console.err().println("mytracer: " + FailureException.oneLine(line));
    }

    /** Recordings of other versions may lack a field. */
    private static String text(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getString(field) : null;
    }

    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }
}
