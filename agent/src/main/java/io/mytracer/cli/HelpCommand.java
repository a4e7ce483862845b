package io.mytracer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Prints what there is. */
@Command(
        name = "help",
        aliases = {"--help", "-h"},
        description = "this text, or that of a command")
final class HelpCommand implements Callable<Integer> {
    private final Console console;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "the command to explain")
    private String command;

    HelpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine commands = spec.parent().commandLine();
        CommandLine explained = command == null ? commands : commands.getSubcommands().get(command);
        if (explained == null) {
            throw new ParameterException(spec.commandLine(), "unknown command '" + command + "'");
        }
        console.out().write(explained.getUsageMessage());
        return Main.OK;
    }
}
