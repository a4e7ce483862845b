package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVersionTests {
    @ParameterizedTest
    @CsvSource({
        "6.18.44-fc, 6, 18, 44",
        "5.10.0-32-amd64, 5, 10, 0",
        "4.18.0-553.el8, 4, 18, 0",
        "6.8-rc3, 6, 8, 0",
        "5.15.167.4-microsoft-standard-WSL2, 5, 15, 167"
    })
    void readsTheReleasesOfDistributions(String release, int major, int minor, int patch) {
        assertThat(KernelVersion.parse(release))
                .isEqualTo(new KernelVersion(major, minor, patch, release))
                .hasToString(release);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "six.1", "6.", ".1", "99999999999.1"})
    void whatIsNoReleaseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelVersion.parse(text))
                .withMessage("not a kernel release: " + text);
    }

    @Test
    void ordersByNumberNotByText() {
        KernelVersion old = KernelVersion.parse("5.9.1");
        KernelVersion recent = KernelVersion.parse("5.10.0");
        assertThat(old).isLessThan(recent);
        assertThat(recent.atLeast(5, 10)).isTrue();
        assertThat(recent.atLeast(4, 20)).isTrue();
        assertThat(recent.atLeast(5, 11)).isFalse();
        assertThat(recent.atLeast(6, 0)).isFalse();
    }

    @Test
    void theRunningKernelHasOne() {
        assertThat(KernelVersion.current().atLeast(3, 0)).isTrue();
    }
}
