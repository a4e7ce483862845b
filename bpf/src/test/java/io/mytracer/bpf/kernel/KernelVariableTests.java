package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class KernelVariableTests {
    @TempDir Path directory;

    @Test
    void addressIsThatOfTheWholeName() throws IOException {
        Path symbols =
                Files.writeString(
                        directory.resolve("kallsyms"),
                        """
                        0000000000000000 A fixed_percpu_data
                        ffffffff81000000 T _stext
                        ffffffff82a0d6d8 D not__per_cpu_offset
                        ffffffff82a0d6e0 D __per_cpu_offset
                        ffffffff82a0d6e8 D __per_cpu_offset2
                        ffffffffc0a0d6e8 d __per_cpu_offset\t[module]
                        """);
        assertThat(KernelVariable.address(symbols, "__per_cpu_offset"))
                .isEqualTo(0xffffffff82a0d6e0L);
        assertThat(KernelVariable.address(symbols, "fixed_percpu_data")).isZero();
        assertThat(KernelVariable.address(symbols, "nowhere")).isZero();
        assertThat(KernelVariable.address(symbols, "_stext")).isEqualTo(0xffffffff81000000L);
    }

    @Test
    void whatCannotBeReadHasNone() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "what is this\n");
        assertThat(KernelVariable.address(other, "this")).isZero();
        assertThat(KernelVariable.address(directory.resolve("missing"), "this")).isZero();
    }
}
