package io.mytracer.cli;

import io.mytracer.format.EventWriter;
import io.mytracer.format.JsonWriter;
import io.mytracer.format.PcapngWriter;
import io.mytracer.format.RowFormat;
import io.mytracer.format.RowWriter;
import io.mytracer.format.StackText;

import jdk.jfr.consumer.RecordedEvent;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.io.Writer;
import java.util.List;
import java.util.function.Function;

/** What packets can be written as. */
enum OutputFormat {
    /** The columns of the original tool's documentation. */
    DOCUMENTED,
    /** The columns of the original tool, with the thread and the sequence numbers. */
    WIDE,
    /** One object a line. */
    JSON,
    /** Packets for Wireshark. */
    PCAPNG,
    /** A recording. */
    JFR;

    /** Returns whether events of this type have a place in it. */
    boolean shows(RecordedEvent event) {
        boolean all = this == JSON || this == JFR;
        return all
                ? event.getEventType().getName().startsWith("mytracer.")
                : event.hasField("packetId");
    }

    /** Returns what writes it; for {@link #JFR} what counts only, since a recording is copied. */
    EventWriter writer(Console console, ShowOptions show, SourceOptions source) {
        Function<RecordedEvent, List<String>> stacks =
                event ->
                        show.isOpen() || show.showsStack(event)
                                ? source.annotate(StackText.of(event), console)
                                : List.of();
        Writer out = console.out();
        return switch (this) {
            case DOCUMENTED -> new RowWriter(out, RowFormat.DOCUMENTED, show.seconds(), stacks);
            case WIDE -> new RowWriter(out, RowFormat.WIDE, show.seconds(), stacks);
            case JSON -> new JsonWriter(out);
            case PCAPNG -> new PcapngWriter(console.bytes());
            case JFR -> new UnwrittenEvents();
        };
    }

    /** Refuses to write what is for programs only to a terminal. */
    void refuseTerminal(CommandSpec command) {
        if ((this == PCAPNG || this == JFR) && System.console() != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "this format is not for terminals: put '> FILE' behind the command");
        }
    }
}
