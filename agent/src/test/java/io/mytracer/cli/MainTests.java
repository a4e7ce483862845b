package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class MainTests {

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void helpNamesEveryCommandAndOption(String word) {
        CommandLineRun run = CommandLineRun.of(word);

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("  print FILE.jfr", "  check", "  version", "  port=N", "--format=");
        assertThat(run.out()).endsWith("not understood." + System.lineSeparator());
    }

    @Test
    void versionIsOneLine() {
        CommandLineRun run = CommandLineRun.of("version");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("mytracer ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "''~no command",
                "prnt~unknown command 'prnt'",
                "print~print needs the name of a recording",
                "print a.jfr b.jfr~print takes one file, and 'b.jfr' is another",
                "print a.jfr --port=0~option '--port': '0' is not a port (1-65535, or a range such"
                        + " as 8000-8100)",
                "print a.jfr --port~option '--port' needs a value",
                "print a.jfr --host=x~option '--host': 'x' is not a numeric IP address (such as"
                        + " 192.0.2.1, 2001:db8::1 or 10.0.0.0/8; host names are not looked up)",
                "print a.jfr --proto=sctp~option '--proto': 'sctp' is not tcp, udp or any",
                "print a.jfr --format=json~option '--format': 'json' is not documented or wide",
                "print a.jfr --ports=1~unknown option '--ports'",
                "print a.jfr -P~unknown option '-P'",
                "check now~check does not know 'now'"
            })
    void wrongCommandLineIsToldInOneLine(String line, String message) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("mytracer: " + message + " (help: java -jar mytracer-agent.jar help)");
    }

    @Test
    void closedPipeEndsQuietly() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(runInto("Broken pipe", err)).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void fullDiskIsAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(runInto("No space left on device", err)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("mytracer: standard output: No space left on device");
    }

    private static int runInto(String failure, ByteArrayOutputStream err) {
        OutputStream failing =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(failure);
                    }
                };
        return Main.run(
                new String[] {"help"},
                failing,
                StandardCharsets.US_ASCII,
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
