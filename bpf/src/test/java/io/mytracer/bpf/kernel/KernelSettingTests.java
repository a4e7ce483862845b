package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelSettingTests {
    private static final KernelVersion OLD = KernelVersion.parse("5.10.0-32-amd64");
    private static final Privileges FEW =
            new Privileges(Capability.BPF.mask() | Capability.PERFMON.mask(), false, false);
    private static final Privileges ALL = new Privileges(-1, false, false);

    private static String limit(String soft) {
        return "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max locked memory         %-20s unlimited            bytes     \n"
                        .formatted(soft);
    }

    @Test
    void oldKernelsCountMapsAgainstTheLimit() {
        Finding finding = KernelSetting.lockedMemory(OLD, FEW, limit("8388608"));
        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.detail()).startsWith("limit of 8388608 bytes: before Linux 5.11");
        assertThat(finding.remedy()).contains("LimitMEMLOCK=infinity", "--ulimit memlock=-1");
    }

    @Test
    void unlessThereIsNoneOrItCanBeLiftedOrTheKernelIsNewer() {
        assertThat(KernelSetting.lockedMemory(OLD, FEW, limit("unlimited")).status())
                .isEqualTo(Finding.Status.OK);
        assertThat(KernelSetting.lockedMemory(OLD, ALL, limit("65536")).detail())
                .isEqualTo("CAP_SYS_RESOURCE lifts the limit");
        assertThat(
                        KernelSetting.lockedMemory(
                                        KernelVersion.parse("5.11.0"), FEW, limit("65536"))
                                .status())
                .isEqualTo(Finding.Status.OK);
    }
}
