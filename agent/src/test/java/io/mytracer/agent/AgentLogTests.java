package io.mytracer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class AgentLogTests {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"OFF,''", "WARN,w", "INFO,wi", "DEBUG,wid"})
    void levelLeavesOutWhatIsAboveIt(LogLevel level, String lines) {
        AgentLog log = log(level);
        log.warn("w");
        log.info("i");
        log.debug("d");

        assertThat(text().replace("[mytracer] ", "").replace(System.lineSeparator(), ""))
                .isEqualTo(lines);
    }

    @Test
    void messageIsOneLine() {
        log(LogLevel.INFO).info("first\nsecond\r\n third\n");

        assertThat(text().lines()).containsExactly("[mytracer] first | second |  third");
    }

    @Test
    void warningThatComesAgainIsCounted() {
        AgentLog log = log(LogLevel.INFO);
        for (int i = 0; i < 1000; i++) {
            log.warn("no memory");
        }
        log.warn("other");
        log.reportRepeats();
        log.reportRepeats();
        log.warn("no memory");

        assertThat(text().lines())
                .containsExactly(
                        "[mytracer] no memory",
                        "[mytracer] other",
                        "[mytracer] no memory (999 more times)");
    }

    @Test
    void stackIsForDebuggingOnly() {
        log(LogLevel.INFO).debug("open", new IllegalStateException("x"));
        assertThat(text()).isEmpty();

        log(LogLevel.DEBUG)
                .debug("open", new IllegalStateException("x", new RuntimeException("y")));
        assertThat(text().lines().toList())
                .contains(
                        "[mytracer] open: java.lang.IllegalStateException: x",
                        "[mytracer]     caused by: java.lang.RuntimeException: y")
                .anyMatch(line -> line.contains("stackIsForDebuggingOnly"));
    }

    private AgentLog log(LogLevel level) {
        return new AgentLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), level);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
