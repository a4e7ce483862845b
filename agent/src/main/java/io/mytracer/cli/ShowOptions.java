package io.mytracer.cli;

import jdk.jfr.consumer.RecordedEvent;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What of the packets, and how much; for commands that show some. */
final class ShowOptions {
    @Option(
            names = {"-c", "--catch-count"},
            paramLabel = "N",
            converter = Count.class,
            description = "stop after N rows")
    private long count = Long.MAX_VALUE;

    @Option(names = "--route", description = "the places that packets pass")
    private boolean route;

    @Option(names = "--iptable", description = "the verdicts of packet filters")
    private boolean iptable;

    @Option(names = "--dropstack", description = "the drops of packets, with kernel stacks")
    private boolean dropstack;

    @Option(names = "--callstack", description = "kernel stacks, where the recording has them")
    private boolean callstack;

    @Option(
            names = "--keep",
            description =
                    "packets are shown also where translation gives them other addresses (in "
                            + "recordings always so)")
    private boolean keep;

    @Option(
            names = {"-t", "--timestamp"},
            description = "the seconds since the first row, before each row")
    private boolean seconds;

    @Option(
            names = {"-T", "--time"},
            description = "date and time of each row (always so)")
    @SuppressWarnings("unused") // accepted, see its description
    private boolean time;

    /** Returns how many rows are wanted, 1 or more. */
    long count() {
        return count;
    }

    /** Returns whether none of --route, --iptable and --dropstack is given. */
    boolean isOpen() {
        return !route && !iptable && !dropstack;
    }

    /** Returns whether a packet is to be shown also where it does not match the filter any more. */
    boolean keep() {
        return keep;
    }

    /** Returns whether events of a type are wanted: --route is meant where nothing is given. */
    boolean shows(String type) {
        return switch (type) {
            case "mytracer.SkbHop" -> route || isOpen();
            case "mytracer.NetfilterVerdict" -> iptable;
            case "mytracer.KernelDrop" -> dropstack;
            // Without them nobody knew what was missing.
            case "mytracer.TracerStatus", "mytracer.TracerLoss" -> true;
            default -> false;
        };
    }

    /** Returns whether the stack of an event is wanted. */
    boolean showsStack(RecordedEvent event) {
        return callstack
                || dropstack && event.getEventType().getName().equals("mytracer.KernelDrop");
    }

    /** Returns whether every event is to have its kernel stack. */
    boolean callstack() {
        return callstack;
    }

    /** Returns whether rows begin with the seconds since the first one. */
    boolean seconds() {
        return seconds;
    }

    private static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            if (!value.matches("[1-9]\\d{0,17}")) {
                throw new TypeConversionException("'" + value + "' is not a number from 1 on");
            }
            return Long.valueOf(value);
        }
    }
}
