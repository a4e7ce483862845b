package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContainerCheckTests {
    private static final Privileges NONE = new Privileges(0, true, false);
    private static final Privileges ALL = new Privileges(-1, false, false);

    @Test
    void noContainerNeedsNothing() {
        assertThat(ContainerCheck.judge(null, NONE, "")).isEqualTo(Finding.ok("container", "none"));
    }

    @Test
    void oneThatMayTraceNeedsNoMore() {
        assertThat(ContainerCheck.judge("docker", ALL, ""))
                .isEqualTo(
                        Finding.ok(
                                "container", "docker; hostPID and privileged mode are not needed"));
    }

    @Test
    void oneThatMayNotIsToldWhatToAskFor() {
        Finding finding = ContainerCheck.judge("kubernetes", NONE, "CapBnd:\t00000000a80425fb\n");
        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.detail())
                .isEqualTo(
                        "kubernetes, with a seccomp filter: it has not been given the"
                                + " capabilities");
        assertThat(finding.remedy().lines())
                .contains(
                        "  securityContext:",
                        "    runAsUser: 0",
                        "    capabilities:",
                        "      add: [BPF, PERFMON, SYSLOG]")
                .anyMatch(line -> line.startsWith("docker: --user 0 --cap-add BPF"));
    }

    @Test
    void whatAContainerHasItsUserMayNotHave() {
        assertThat(ContainerCheck.judge("docker", NONE, "CapBnd:\t000001ffffffffff\n").detail())
                .isEqualTo(
                        "docker, with a seccomp filter: it has the capabilities, and this user has"
                                + " not");
    }
}
