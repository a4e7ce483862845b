package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.HopCheck;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.bpf.kernel.KernelVersion;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The guest is what it was to be, and tracing is possible in it. */
@InGuest
class GuestSmokeTests {
    @Test
    void kernelIsTheOneThatWasAskedFor() {
        assertThat(KernelVersion.current().release() + ".")
                .startsWith(System.getProperty(InGuest.KERNEL) + ".");
    }

    @Test
    void kernelHasTypes() {
        assertThat(Btf.vmlinux().sizeOf("sk_buff")).isPresent();
    }

    @Test
    void checkFindsNothingThatForbidsTracing() {
        List<Finding> findings = KernelCheck.run(null, HopCheck::run);
        findings.forEach(finding -> System.out.println("check: " + finding));
        assertThat(findings)
                .extracting(Finding::status)
                .hasSizeGreaterThan(5)
                .doesNotContain(Finding.Status.FAIL);
    }

    @Test
    void modulesOfTheKernelCanBeLoaded() throws Exception {
        assertThat(new ProcessBuilder("modprobe", "nf_tables").inheritIO().start().waitFor())
                .isZero();
        assertThat(Files.readString(Path.of("/proc/modules"))).contains("nf_tables ");
    }

    @Test
    void onlyLoopbackIsThere() throws Exception {
        assertThat(Files.readAllLines(Path.of("/proc/net/dev")))
                .as("a header of two lines, and devices")
                .hasSize(3)
                .last()
                .asString()
                .contains("lo:");
    }
}
