package io.mytracer.cli;

import io.mytracer.agent.OptionHelp;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** All commands. */
@Command(
        name = Commands.NAME,
        description = "mytracer shows what the Linux kernel does to the packets of a JVM.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it worked", "1:it failed", "2:the command line was not understood"})
final class Commands implements Callable<Integer> {
    static final String NAME = "java -jar mytracer-agent.jar";

    private static final String IN_A_SERVICE =
            """

            In a service:
              java -javaagent:mytracer-agent.jar[=OPTION,...] ...
              jcmd PID JVMTI.agent_load /path/to/mytracer-agent.jar [OPTION,...]|detach

            Options of the agent:
            """;

    @Spec private CommandSpec spec;

    private Commands() {}

    static CommandLine create(Console console) {
        CommandLine commands =
                new CommandLine(new Commands())
                        .addSubcommand(new HelpCommand(console))
                        .addSubcommand(new VersionCommand(console))
                        .addSubcommand(new CheckCommand(console))
                        .addSubcommand(new TraceCommand(console))
                        .addSubcommand(new PrintCommand(console))
                        .addSubcommand(new ReportCommand(console))
                        .addSubcommand(new ListCommand(console))
                        .addSubcommand(new AttachCommand(console))
                        .addSubcommand(new DetachCommand(console))
                        .addSubcommand(new CompletionCommand(console));
        commands.setAbbreviatedOptionsAllowed(true);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpAutoWidth(true);
        // It is formatted text, in which percent signs stand.
        String options = (IN_A_SERVICE + OptionHelp.text()).replace("%", "%%");
        commands.getCommandSpec().usageMessage().footer(options);
        return commands;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "no command");
    }
}
