package io.mytracer.cli;

import io.mytracer.agent.AgentOptions;
import io.mytracer.agent.OptionException;
import io.mytracer.bpf.PacketFilter;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What {@code print} was asked for.
 *
 * @param file the recording
 * @param format how a row looks
 * @param filter which packets
 */
record PrintArguments(Path file, RowFormat format, PacketFilter filter) {

    /** Takes {@code --key=value} and {@code --key value}; the filters are options of the agent. */
    static PrintArguments parse(List<String> arguments) throws UsageException {
        Path file = null;
        RowFormat format = RowFormat.DOCUMENTED;
        List<String> filters = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.startsWith("--")) {
                int equals = argument.indexOf('=');
                String key = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
                String value = equals < 0 ? next(argument, rest) : argument.substring(equals + 1);
                switch (key) {
                    case "format" -> format = format(value);
                    case "port", "host", "proto" -> filters.add(key + "=" + value);
                    default -> throw new UsageException("unknown option '--" + key + "'");
                }
            } else if (argument.startsWith("-") && argument.length() > 1) {
                throw new UsageException("unknown option '" + argument + "'");
            } else if (file != null) {
                throw new UsageException("print takes one file, and '" + argument + "' is another");
            } else {
                file = path(argument);
            }
        }
        if (file == null) {
            throw new UsageException("print needs the name of a recording");
        }
        return new PrintArguments(file, format, filter(filters));
    }

    static Path path(String argument) throws UsageException {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + argument + "' is not a file name");
        }
    }

    private static String next(String argument, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException("option '" + argument + "' needs a value");
        }
        return rest.next();
    }

    private static RowFormat format(String value) throws UsageException {
        return switch (value) {
            case "documented" -> RowFormat.DOCUMENTED;
            case "wide" -> RowFormat.WIDE;
            default ->
                    throw new UsageException(
                            "option '--format': '" + value + "' is not documented or wide");
        };
    }

    private static PacketFilter filter(List<String> filters) throws UsageException {
        try {
            return AgentOptions.parse(String.join(",", filters)).filter();
        } catch (OptionException e) {
            throw new UsageException(e.getMessage().replaceFirst("^option '", "option '--"));
        }
    }
}
