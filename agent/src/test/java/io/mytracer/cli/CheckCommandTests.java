package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.Finding;

import org.junit.jupiter.api.Test;

import java.util.List;

class CheckCommandTests {

    @Test
    void subjectsAreAlignedAndRemediesStandBelow() {
        List<Finding> findings =
                List.of(
                        new Finding("kernel", Finding.Status.OK, "6.1.0", ""),
                        new Finding("kernel symbols", Finding.Status.WARN, "hidden", "a\nb"),
                        new Finding("lockdown", Finding.Status.FAIL, "on", "boot without it"));

        assertThat(CheckCommand.table(findings).lines())
                .containsExactly(
                        "OK    kernel          6.1.0",
                        "WARN  kernel symbols  hidden",
                        "FAIL  lockdown        on",
                        "",
                        "kernel symbols:",
                        "    a",
                        "    b",
                        "",
                        "lockdown:",
                        "    boot without it");
    }

    @Test
    void checkAnswersOnAnyMachine() {
        CommandLineRun run = CommandLineRun.of("check");

        assertThat(run.out()).contains("kernel");
        assertThat(run.code()).isEqualTo(run.out().contains("FAIL") ? 1 : 0);
    }
}
