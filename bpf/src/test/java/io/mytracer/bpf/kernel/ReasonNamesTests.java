package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.ffm.TestObject;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.Map;

class ReasonNamesTests {
    private static int valueOf(Btf kernel, String enumName, String name) {
        return kernel.enumerators(enumName).entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow()
                .intValue();
    }

    @Test
    void namesTheReasonsOfTheRunningKernel() {
        assumeTrue(Files.exists(Btf.VMLINUX), "needs a kernel with BTF");
        Btf kernel = Btf.vmlinux();
        assumeTrue(!kernel.enumerators("skb_drop_reason").isEmpty(), "needs Linux 5.17 or later");
        ReasonNames names = new ReasonNames(kernel);
        int noSocket = valueOf(kernel, "skb_drop_reason", "SKB_DROP_REASON_NO_SOCKET");
        assertThat(names.dropReason(noSocket)).isEqualTo("NO_SOCKET");
        assertThat(names.dropReason(12_345)).isEqualTo("reason 12345");
        assertThat(names.dropReason(-1)).isEqualTo("reason 4294967295");
    }

    @Test
    void namesTheReasonsOfSubsystems() {
        assumeTrue(Files.exists(Btf.VMLINUX), "needs a kernel with BTF");
        Btf kernel = Btf.vmlinux();
        assumeTrue(
                !kernel.enumerators("skb_drop_reason_subsys").isEmpty(),
                "needs Linux 6.4 or later");
        int subsystem =
                valueOf(kernel, "skb_drop_reason_subsys", "SKB_DROP_REASON_SUBSYS_OPENVSWITCH");
        // Open vSwitch is a module or absent: its own names are not among the kernel's types.
        assumeTrue(kernel.enumsEndingWith("ovs_drop_reason").isEmpty(), "needs no built-in OVS");
        assertThat(new ReasonNames(kernel).dropReason(subsystem << 16 | 5))
                .isEqualTo("OPENVSWITCH:5");
    }

    @Test
    void namesTheReasonsOfResets() {
        assumeTrue(Files.exists(Btf.VMLINUX), "needs a kernel with BTF");
        Btf kernel = Btf.vmlinux();
        assumeTrue(!kernel.enumerators("sk_rst_reason").isEmpty(), "needs Linux 6.10 or later");
        ReasonNames names = new ReasonNames(kernel);
        int noSocket = valueOf(kernel, "sk_rst_reason", "SK_RST_REASON_NO_SOCKET");
        assertThat(names.resetReason(noSocket)).isEqualTo("NO_SOCKET");
        assertThat(names.resetReason(12_345)).isEqualTo("reason 12345");
    }

    @Test
    void aKernelThatKnowsNoReasonsGivesNone() throws Exception {
        ReasonNames names = new ReasonNames(Btf.ofElf(TestObject.elf()));
        assertThat(names.dropReason(2)).isNull();
        assertThat(names.resetReason(2)).isNull();
    }
}
