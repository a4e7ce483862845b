package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
