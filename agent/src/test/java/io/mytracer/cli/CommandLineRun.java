package io.mytracer.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command line came to.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error, without its line end
 */
record CommandLineRun(int code, String out, String err) {

    static CommandLineRun of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        arguments,
                        out,
                        StandardCharsets.UTF_8,
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLineRun(
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8).stripTrailing());
    }
}
