package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.Btf;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class TcpStatesTests {
    /** The kernel's enumeration has no name. */
    @ParameterizedTest
    @CsvSource({
        "1,ESTABLISHED",
        "2,SYN_SENT",
        "3,SYN_RECV",
        "4,FIN_WAIT1",
        "5,FIN_WAIT2",
        "6,TIME_WAIT",
        "7,CLOSE",
        "8,CLOSE_WAIT",
        "9,LAST_ACK",
        "10,LISTEN",
        "11,CLOSING",
        "12,NEW_SYN_RECV"
    })
    void everyStateHasItsName(int state, String name) {
        assertThat(TcpStates.name(state)).isEqualTo(name);
    }

    @Test
    void noSocketHasNoState() {
        assertThat(TcpStates.name(0)).isNull();
    }

    @Test
    void newStatesAreNumbers() {
        assertThat(TcpStates.name(13)).isEqualTo("state 13");
        assertThat(TcpStates.name(-1)).isEqualTo("state -1");
    }

    /** The running kernel numbers congestion states as retransmissions are read. */
    @Test
    void congestionStatesAreTheKernels() {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "needs a kernel with BTF");
        Map<Long, String> states = Btf.vmlinux().enumerators("tcp_ca_state");
        assertThat(states).containsEntry(3L, "TCP_CA_Recovery").containsEntry(4L, "TCP_CA_Loss");
    }
}
