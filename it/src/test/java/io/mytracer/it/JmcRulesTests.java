package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mytracer.it.apps.Greeter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.report.html.JfrHtmlRulesReport;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/**
 * The rules of the plug-in over recordings that say little or nothing; those of faults are looked
 * at where they are made, by {@link ReportRun}.
 */
class JmcRulesTests {
    @TempDir Path directory;

    @Test
    void recordingOfAnotherJvmIsNotJudged() throws Exception {
        JmcRules rules = JmcRules.of(greeting(JvmCommand.of(Greeter.class), false));
        assertThat(rules.severities()).hasSize(10).allSatisfy(JmcRulesTests::isNotApplicable);
    }

    @Test
    @NeedsBpf(tools = "setpriv")
    void tracerThatCouldNotTraceIsTold() throws Exception {
        JmcRules rules =
                JmcRules.of(
                        greeting(
                                JvmCommand.of(Greeter.class)
                                        .startedBy(
                                                "setpriv", "--bounding-set=-all", "--inh-caps=-all")
                                        .agent("start=sync"),
                                true));
        assertThat(rules.found()).containsExactly("TracerRule");
        assertThat(rules.summaries().get("TracerRule"))
                .startsWith("The tracer could not see the kernel: ")
                .contains("CAP_BPF");
        assertThat(rules.severities())
                .allSatisfy(
                        (rule, severity) -> {
                            if (!rule.equals("TracerRule")) {
                                isNotApplicable(rule, severity);
                            }
                        });
    }

    @Test
    @NeedsBpf
    void reportOfJmcHasTheFindings() throws Exception {
        int closed = FreePort.next();
        Path file = directory.resolve("closed.jfr");
        int port = FreePort.next();
        try (AgentProcess jvm =
                JvmCommand.of(Greeter.class)
                        .agent("start=sync,port=" + closed + ",recording=" + file)
                        .start(port)) {
            jvm.port();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), closed).close());
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        JmcRules rules = JmcRules.of(file);
        assertThat(rules.found()).containsExactly("ConnectRule");
        assertThat(rules.severities())
                .containsEntry("FirewallRule", Severity.OK)
                .containsEntry("PacketDropRule", Severity.OK);
        assertThat(JfrHtmlRulesReport.createReport(file.toFile()))
                .contains("<li>Nobody listens on 127.0.0.1:" + closed + ". A SYN came", "ss -ltn");
    }

    private static void isNotApplicable(String rule, Severity severity) {
        assertThat(severity).as(rule).isEqualTo(Severity.NA);
    }

    private Path greeting(JvmCommand command, boolean agent) throws Exception {
        Path file = directory.resolve("greeting.jfr");
        try (AgentProcess jvm =
                command.jvm("-XX:StartFlightRecording:filename=" + file).start(FreePort.next())) {
            jvm.port();
            if (agent) {
                jvm.awaitAgent();
            }
            assertThat(jvm.end()).isEqualTo(Greeter.EXIT_CODE);
        }
        return file;
    }
}
