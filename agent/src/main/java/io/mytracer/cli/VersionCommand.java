package io.mytracer.cli;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Prints the version. */
@Command(name = "version", aliases = "--version", description = "the version")
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        String version = Main.class.getPackage().getImplementationVersion();
        console.out()
                .write(
                        "mytracer "
                                + (version == null ? "(not packaged)" : version)
                                + System.lineSeparator());
        return Main.OK;
    }
}
