package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.attach.JavaProcess;
import io.mytracer.attach.JavaProcess.Traced;

import org.junit.jupiter.api.Test;

import java.util.List;

class ListCommandTests {
    private static final List<JavaProcess> JVMS =
            List.of(
                    new JavaProcess(
                            7, "root", "a.b.Main", "25.0.3", List.of(80, 443), Traced.YES, null),
                    new JavaProcess(
                            4711,
                            "1000",
                            "my \"odd\".jar\n",
                            null,
                            null,
                            Traced.HIDDEN,
                            "3f2a9c41d0b7"),
                    new JavaProcess(12, "web", "x", "17", List.of(), Traced.NO, "pid 1"));

    @Test
    void columnsAreAligned() {
        assertThat(ListCommand.table(JVMS).lines())
                .containsExactly(
                        "PID   USER  JAVA    TRACED  CONTAINER     PORTS   MAIN",
                        "7     root  25.0.3  yes     -             80,443  a.b.Main",
                        "4711  1000  ?       hidden  3f2a9c41d0b7  ?       my \"odd\".jar?",
                        "12    web   17      no      pid 1         -       x");
    }

    @Test
    void jsonHasOneObjectALine() {
        assertThat(ListCommand.json(JVMS).lines())
                .containsExactly(
                        "{\"pid\":7,\"user\":\"root\",\"java\":\"25.0.3\",\"traced\":\"yes\","
                                + "\"container\":null,\"ports\":[80, 443],\"main\":\"a.b.Main\"}",
                        "{\"pid\":4711,\"user\":\"1000\",\"java\":null,\"traced\":\"hidden\","
                                + "\"container\":\"3f2a9c41d0b7\",\"ports\":null,"
                                + "\"main\":\"my \\\"odd\\\".jar\\u000a\"}",
                        "{\"pid\":12,\"user\":\"web\",\"java\":\"17\",\"traced\":\"no\","
                                + "\"container\":\"pid 1\",\"ports\":[],\"main\":\"x\"}");
    }

    @Test
    void theCommandItselfIsLeftOut() {
        CommandLineRun run = CommandLineRun.of("list");

        assertThat(run.code()).isZero();
        assertThat(run.out().lines().findFirst().orElseThrow()).startsWith("PID");
        assertThat(run.out()).doesNotContain("\n" + ProcessHandle.current().pid() + " ");
    }
}
