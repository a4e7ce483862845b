package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

class KernelModulesTests {

    @Test
    void modulesThatAreReadyAreLoaded() {
        KernelModules modules =
                KernelModules.of(
                        Stream.of(
                                "nft_ct 24576 0 - Live 0xffffffffc0a00000",
                                "nf_tables 380928 1 nft_ct, Live 0x0000000000000000",
                                "8021q 45056 0 - Live 0x0000000000000000"));

        assertThat(modules.loaded("nf_tables")).isTrue();
        assertThat(modules.loaded("8021q")).isTrue();
        assertThat(modules.loaded("ip_tables")).isFalse();
        assertThat(modules.settled()).isTrue();
    }

    @Test
    void modulesThatComeOrGoAreNot() {
        KernelModules modules =
                KernelModules.of(
                        Stream.of(
                                "nft_nat 16384 1 - Loading 0x0000000000000000",
                                "nft_ct 24576 0 - Unloading 0x0000000000000000",
                                "nf_tables 380928 1 nft_ct, Live 0x0000000000000000",
                                ""));

        assertThat(modules.loaded("nft_nat")).isFalse();
        assertThat(modules.loaded("nft_ct")).isFalse();
        assertThat(modules.loaded("nf_tables")).isTrue();
        assertThat(modules.settled()).isFalse();
    }

    @Test
    void theSameModulesAreEqual() {
        assertThat(KernelModules.of(Stream.of("a 1 0 - Live 0x0")))
                .isEqualTo(KernelModules.of(Stream.of("a 2 1 - Live 0x0")))
                .isNotEqualTo(KernelModules.of(Stream.of("b 1 0 - Live 0x0")));
        assertThat(KernelModules.read()).isEqualTo(KernelModules.read());
    }
}
