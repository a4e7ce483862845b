package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PrivilegesTests {
    private static final String WHOLE = "         0          0 4294967295\n";

    private static Privileges with(String capEff) {
        return Privileges.parse("Name:\tjava\nCapEff:\t" + capEff + "\nSeccomp:\t0\n", WHOLE);
    }

    @Test
    void bpfAndPerfmonTogetherAreEnough() {
        Privileges both = with("000000c000000000");
        assertThat(both.canTrace()).isTrue();
        assertThat(both.missing()).isEmpty();
        assertThat(both.describe()).isEqualTo("CAP_PERFMON CAP_BPF");
    }

    @Test
    void eitherAloneIsNot() {
        assertThat(with("0000008000000000").missing()).containsExactly(Capability.PERFMON);
        assertThat(with("0000004000000000").missing()).containsExactly(Capability.BPF);
        assertThat(with("0000000000000000").canTrace()).isFalse();
        assertThat(with("0000000000000000").describe()).isEqualTo("no capabilities");
    }

    @Test
    void theOldAllPowerfulOneIsEnough() {
        assertThat(with("0000000000200000").canTrace()).isTrue();
    }

    @Test
    void whatTakesTheEffectAwayIsSeen() {
        Privileges confined =
                Privileges.parse("CapEff:\tc000000000\nSeccomp:\t2\n", "0 100000 65536\n");
        assertThat(confined.seccomp()).isTrue();
        assertThat(confined.userNamespace()).isTrue();
        assertThat(with("c000000000").seccomp()).isFalse();
        assertThat(with("c000000000").userNamespace()).isFalse();
    }

    @Test
    void aStatusWithoutCapabilitiesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Privileges.parse("Name:\tx\n", ""));
    }
}
