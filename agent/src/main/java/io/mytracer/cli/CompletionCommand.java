package io.mytracer.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Prints what a shell completes command lines by. A shell knows commands by one word. */
@Command(
        name = "completion",
        description = "a script that has bash or zsh complete command lines",
        footer = {
            "%nA shell completes what is called by one word, so have one:",
            "  alias mytracer='java -jar /path/to/mytracer-agent.jar'",
            "  source <(mytracer completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    static final String NAME = "mytracer";

    private final Console console;

    @Spec private CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        console.out().write(AutoComplete.bash(NAME, spec.parent().commandLine()));
        return Main.OK;
    }
}
