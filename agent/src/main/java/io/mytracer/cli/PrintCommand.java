package io.mytracer.cli;

import io.mytracer.format.EventFilter;
import io.mytracer.format.EventWriter;
import io.mytracer.format.JourneyWriter;
import io.mytracer.format.JsonWriter;
import io.mytracer.recording.NoRoomException;
import io.mytracer.recording.RecordingFiles;

import jdk.jfr.consumer.RecordedEvent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Prints recordings by kernel time. */
@Command(
        name = "print",
        description = "what happened to packets, from recordings, by time",
        footer = {
            "",
            "Without --route, --iptable and --dropstack everything is printed, with its stacks. "
                    + "With any of them there is only what they ask for, and drops alone have "
                    + "stacks unless --callstack is given."
        })
final class PrintCommand implements Callable<Integer> {
    private final Console console;
    private boolean hasPackets;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE.jfr",
            arity = "0..*",
            description = "recordings, or directories of them")
    private List<Path> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "documented|wide|json|pcapng|jfr",
            description =
                    "wide: with thread and sequence numbers; json: an object a line, with all "
                            + "events; pcapng: for Wireshark; jfr: a recording of what was chosen")
    private OutputFormat format = OutputFormat.DOCUMENTED;

    @Option(names = "--by-packet", description = "the way of each packet, with bars of its time")
    private boolean byPacket;

    @Option(names = "--schema", description = "the JSON Schema of --format=json, and no recording")
    private boolean schema;

    @Option(
            names = "--color",
            paramLabel = "auto|on|off",
            description = "colours, by default on terminals where NO_COLOR is not set")
    private Ansi colour = Ansi.AUTO;

    @Mixin private FilterOptions filter;

    @Mixin private ShowOptions show;

    @Mixin private final SourceOptions source = new SourceOptions();

    PrintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException, NoRoomException {
        if (schema) {
            console.out().write(JsonWriter.schema());
            return Main.OK;
        }
        refuseWhatDoesNotGoTogether();
        List<String> problems;
        try (source) {
            problems = print(new RecordingFiles(files, wanted()));
        } catch (OutOfMemoryError e) {
            throw new FailureException("there is too little memory: use java -Xmx1g");
        }
        source.check();
        for (String problem : problems) {
            console.err().println("mytracer: " + FailureException.oneLine(problem));
        }
        if (!problems.isEmpty()) {
            return Main.FAILURE;
        }
        if (!hasPackets) {
            throw new FailureException(
                    files.size() == 1
                            ? files.getFirst() + " has no packets of mytracer in it"
                            : "no recording has packets of mytracer in it");
        }
        return Main.OK;
    }

    private void refuseWhatDoesNotGoTogether() {
        String problem = null;
        if (files.isEmpty()) {
            problem = "no recording: 'FILE.jfr' is missing";
        } else if (byPacket && format != OutputFormat.DOCUMENTED) {
            problem = "--by-packet is a format of its own: leave out --format";
        }
        if (problem != null) {
            throw new ParameterException(spec.commandLine(), problem);
        }
        format.refuseTerminal(spec);
    }

    /** Returns which events are to be printed; notes whether there are any of the format's. */
    private Predicate<RecordedEvent> wanted() {
        EventFilter packets = new EventFilter(filter.filter());
        return event -> {
            source.learn(event);
            boolean isShown = format.shows(event);
            hasPackets |= isShown;
            return isShown
                    && (show.isOpen() || show.shows(event.getEventType().getName()))
                    && packets.test(event);
        };
    }

    private List<String> print(RecordingFiles recordings) throws IOException, NoRoomException {
        if (format == OutputFormat.JFR) {
            List<String> problems = recordings.copyTo(console.bytes(), show.count());
            console.bytes().flush();
            return problems;
        }
        EventWriter writer = writer();
        long max = byPacket ? Long.MAX_VALUE : show.count();
        boolean[] hasBegun = {false};
        long[] rows = {0};
        List<String> problems =
                recordings.read(
                        event -> {
                            if (!hasBegun[0]) {
                                hasBegun[0] = true;
                                writer.begin();
                            }
                            rows[0] += writer.write(event) ? 1 : 0;
                            return rows[0] < max;
                        });
        if (hasPackets && !hasBegun[0]) {
            writer.begin();
        }
        writer.end();
        return problems;
    }

    private EventWriter writer() {
        return byPacket
                ? new JourneyWriter(
                        console.out(),
                        console.charset(),
                        colour.enabled(),
                        show::showsStack,
                        show.count())
                : format.writer(console, show, source);
    }
}
