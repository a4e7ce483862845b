package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.ReasonNames;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ResetCausesTests {
    private static final String UNKNOWN = "The kernel reset the connection.";

    @Test
    void aReasonIsExplained() {
        assertThat(ResetCauses.sent("NO_SOCKET")).contains("Nobody listens");
        assertThat(ResetCauses.sent("TCP_ABORT_ON_LINGER")).contains("SO_LINGER");
    }

    @Test
    void anUnknownReasonIsStillASentence() {
        assertThat(ResetCauses.sent(null)).isEqualTo(UNKNOWN);
        assertThat(ResetCauses.sent("NEW_IN_7_0")).isEqualTo(UNKNOWN);
    }

    @Test
    void aRefusedConnectionIsNotAnAbortedOne() {
        assertThat(ResetCauses.received(TcpStates.SYN_SENT)).contains("refused");
        for (int state = 0; state <= 12; state++) {
            if (state != TcpStates.SYN_SENT) {
                assertThat(ResetCauses.received(state)).isEqualTo("The peer reset the connection.");
            }
        }
    }

    @Test
    void reasonsOfTheRunningKernelAreSentences() {
        assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
        Map<Long, String> kernel = Btf.vmlinux().enumerators("sk_rst_reason");
        assumeTrue(!kernel.isEmpty(), "needs Linux 6.10 for reasons of resets");
        ReasonNames names = new ReasonNames(Btf.vmlinux());
        int explained = 0;
        for (Long reason : kernel.keySet()) {
            String cause = ResetCauses.sent(names.resetReason(reason.intValue()));
            assertThat(cause).matches("[A-Z].*\\.");
            explained += cause.equals(UNKNOWN) ? 0 : 1;
        }
        assertThat(explained).isGreaterThanOrEqualTo(10);
    }
}
