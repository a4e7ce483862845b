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
                .contains("  print ", "  check ", "  version", "  port=N", "not understood")
                .contains("  list ", "  attach ", "  detach ", "  completion ");
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
                "''~no command~",
                "prnt~unknown: 'prnt', did you mean 'print'?~",
                "print~no recording: 'FILE.jfr' is missing~print",
                "print a.jfr --port=0~Invalid value for option '--port' (N|FIRST-LAST): '0' is not"
                        + " a port (1-65535, or a range such as 8000-8100)~print",
                "print a.jfr --port~Missing required parameter for option '--port'"
                        + " (N|FIRST-LAST)~print",
                "print a.jfr -H x~Invalid value for option '--ipaddr' (ADDRESS[/PREFIX]): 'x' is"
                        + " not a numeric IP address (such as 192.0.2.1, 2001:db8::1 or 10.0.0.0/8;"
                        + " host names are not looked up)~print",
                "print a.jfr --proto=sctp~Invalid value for option '--proto' (tcp|udp|icmp|any):"
                        + " 'sctp' is not tcp, udp, icmp or any~print",
                "print a.jfr --pots=1~unknown: '--pots=1', did you mean '--port'?~print",
                "check now~unknown: 'now'~check"
            })
    void wrongCommandLineIsToldInOneLine(String line, String message, String command) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "mytracer: "
                                + message
                                + " (help: java -jar mytracer-agent.jar help"
                                + (command == null ? "" : " " + command)
                                + ")");
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
