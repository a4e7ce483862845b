package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PermissionAdviceTests {
    private static final long ENOUGH = Capability.BPF.mask() | Capability.PERFMON.mask();
    private static final KernelVersion RECENT = KernelVersion.parse("6.1.0");

    private static Finding explain(long capabilities, boolean seccomp, boolean userNamespace) {
        return PermissionAdvice.explain(
                "ring buffer", new Privileges(capabilities, seccomp, userNamespace), RECENT);
    }

    @Test
    void aMissingCapabilityExplainsMost() {
        Finding finding = explain(0, true, true);
        assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
        assertThat(finding.detail()).endsWith("CAP_PERFMON and CAP_BPF missing");
        assertThat(finding.remedy())
                .contains("AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_SYSLOG")
                .contains("--cap-add BPF --cap-add PERFMON --cap-add SYSLOG")
                .contains("securityContext: {capabilities: {add: [BPF, PERFMON, SYSLOG]}")
                .contains("--ambient-caps=+bpf,+perfmon,+syslog")
                .doesNotContain("setcap");
    }

    @Test
    void thenTheUserNamespaceThenSeccompThenTheSecurityModule() {
        assertThat(explain(ENOUGH, true, true).detail()).contains("user namespace");
        assertThat(explain(ENOUGH, true, false).detail()).contains("seccomp");
        assertThat(explain(ENOUGH, false, false).detail()).contains("security module");
    }

    @Test
    void oldKernelsCountLockedMemory() {
        Finding finding =
                PermissionAdvice.explain(
                        "ring buffer",
                        new Privileges(ENOUGH, false, false),
                        KernelVersion.parse("5.10.0-32-amd64"));
        assertThat(finding.remedy()).contains("LimitMEMLOCK=infinity");
    }

    /** Another traced JVM of the same user may have used the limit up. */
    @Test
    void libbpfLiftsTheLimitWhereItMay() {
        Finding finding =
                PermissionAdvice.explain(
                        "ring buffer",
                        new Privileges(ENOUGH | 1L << 24, false, false),
                        KernelVersion.parse("5.10.0-32-amd64"));
        assertThat(finding.status()).isEqualTo(Finding.Status.OK);
    }

    @ParameterizedTest
    @EnumSource(Capability.class)
    void eachCapabilityHasItsCost(Capability capability) {
        Finding held = PermissionAdvice.judge(capability, new Privileges(-1, false, false));
        assertThat(held).isEqualTo(Finding.ok(capability.toString(), "is there"));
        Finding missing = PermissionAdvice.judge(capability, new Privileges(0, false, false));
        assertThat(missing.detail()).isEqualTo("is missing: " + capability.cost());
        assertThat(missing.status())
                .isEqualTo(
                        switch (capability) {
                            case NET_ADMIN, SYS_ADMIN -> Finding.Status.OK;
                            case SYSLOG -> Finding.Status.WARN;
                            case PERFMON, BPF -> Finding.Status.FAIL;
                        });
    }

    @Test
    void theOldAllPowerfulOneStandsForTheNew() {
        Privileges old = new Privileges(Capability.SYS_ADMIN.mask(), false, false);
        assertThat(PermissionAdvice.judge(Capability.BPF, old))
                .isEqualTo(Finding.ok("CAP_BPF", "is missing: CAP_SYS_ADMIN stands for it"));
    }
}
