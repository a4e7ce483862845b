package io.mytracer.cli;

import io.mytracer.attach.JavaProcess;
import io.mytracer.attach.JavaProcesses;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Prints the JVMs of this machine. */
@Command(
        name = "list",
        description = "the JVMs of this machine, and which of them are traced",
        footer = {
            "%nTRACED: yes; idle: the agent is in it, and no recording asks for packets; hidden: it"
                    + " is in it, and only the JVM's user and root see whether it traces; no.",
            "What this user may not look at is shown as ?."
        })
final class ListCommand implements Callable<Integer> {
    private static final String UNKNOWN = "?";

    private final Console console;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "json: one object a line, what cannot be seen is null")
    private Format format = Format.TABLE;

    /** How they are printed. */
    enum Format {
        TABLE,
        JSON;

        /** As it is typed: shells complete it so. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long own = ProcessHandle.current().pid();
        List<JavaProcess> jvms =
                JavaProcesses.all().stream().filter(jvm -> jvm.pid() != own).toList();
        console.out().write(format == Format.JSON ? json(jvms) : table(jvms));
        return Main.OK;
    }

    static String table(List<JavaProcess> jvms) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PID", "USER", "JAVA", "TRACED", "CONTAINER", "PORTS", "MAIN"));
        for (JavaProcess jvm : jvms) {
            rows.add(
                    List.of(
                            Long.toString(jvm.pid()),
                            jvm.user(),
                            jvm.javaVersion() == null ? UNKNOWN : jvm.javaVersion(),
                            traced(jvm),
                            jvm.container() == null ? "-" : jvm.container(),
                            ports(jvm),
                            FailureException.oneLine(jvm.main())));
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() - 1; i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(1);
                table.append(String.format("%-" + width + "s  ", row.get(i)));
            }
            table.append(row.getLast()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static String ports(JavaProcess jvm) {
        if (jvm.ports() == null) {
            return UNKNOWN;
        }
        return jvm.ports().isEmpty()
                ? "-"
                : jvm.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String traced(JavaProcess jvm) {
        return jvm.traced().name().toLowerCase(Locale.ROOT);
    }

    static String json(List<JavaProcess> jvms) {
        StringBuilder text = new StringBuilder();
        for (JavaProcess jvm : jvms) {
            text.append("{\"pid\":").append(jvm.pid());
            text.append(",\"user\":").append(quoted(jvm.user()));
            text.append(",\"java\":").append(quoted(jvm.javaVersion()));
            text.append(",\"traced\":").append(quoted(traced(jvm)));
            text.append(",\"container\":").append(quoted(jvm.container()));
            text.append(",\"ports\":").append(jvm.ports());
            text.append(",\"main\":").append(quoted(jvm.main())).append('}');
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String quoted(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
