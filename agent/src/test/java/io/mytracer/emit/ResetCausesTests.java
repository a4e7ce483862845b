package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.emit.ResetCauses.Meaning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ResetCausesTests {
    private static final String UNKNOWN = "The kernel reset the connection.";
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    /** Stacks of Debian's kernels 5.10, 6.1 and 6.12; sites, what 5.10 and 6.18 have for them. */
    @ParameterizedTest(name = "{0} in state {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp_send_active_reset < __tcp_close < tcp_close < inet_release | 7 | 0"
                        + " | UNREAD | TCP_ABORT_ON_CLOSE | TCP_ABORT_ON_CLOSE | unread",
                "tcp_send_active_reset < tcp_disconnect < __tcp_close < tcp_close | 7 | 0"
                        + " | LINGER | TCP_STATE | TCP_ABORT_ON_LINGER | SO_LINGER 0",
                "tcp_send_active_reset < tcp_disconnect < inet_child_forget < inet_csk_listen_stop"
                    + " < __tcp_close < tcp_close | 7 | 0 | LISTENER_CLOSED | TCP_STATE | TCP_STATE"
                    + " | listening socket was closed",
                "tcp_send_active_reset < tcp_disconnect < __inet_stream_connect | 7 | 0"
                        + " | DISCONNECTED | TCP_STATE | TCP_STATE | disconnected",
                "tcp_send_active_reset < tcp_abort < tcp_diag_destroy [tcp_diag] | 1 | 0"
                        + " | KILLED | TCP_STATE | TCP_STATE | killed",
                "tcp_send_active_reset < tcp_keepalive_timer < call_timer_fn | 1 | 0 | KEEPALIVE |"
                        + " TCP_KEEPALIVE_TIMEOUT | TCP_KEEPALIVE_TIMEOUT | keepalive",
                "tcp_send_active_reset < tcp_keepalive_timer < call_timer_fn | 5 | 0"
                        + " | FIN_WAIT | TCP_STATE | TCP_STATE | did not close",
                "tcp_send_active_reset < tcp_out_of_resources < tcp_write_timeout | 4 | 0"
                        + " | MEMORY | TCP_ABORT_ON_MEMORY | TCP_ABORT_ON_MEMORY | memory",
                "tcp_v4_send_reset < tcp_v4_rcv < ip_protocol_deliver_rcu | 0 | 2"
                        + " | NO_SOCKET | NO_SOCKET | NO_SOCKET | Nobody listens",
                "tcp_v6_send_reset < tcp_v6_rcv < ip6_protocol_deliver_rcu | 0 | 16"
                        + " | NO_SOCKET | NO_SOCKET | NO_SOCKET | does not know",
                "tcp_v4_send_reset < tcp_v4_rcv < ip_protocol_deliver_rcu | 6 | 24"
                        + " | TIME_WAIT | TCP_TIMEWAIT_SOCKET | TCP_TIMEWAIT_SOCKET | had closed",
                "tcp_v4_send_reset < tcp_v4_do_rcv < tcp_v4_rcv | 10 | 16"
                        + " | LISTENING | TCP_FLAGS | TCP_FLAGS | listening socket",
                "tcp_v6_send_reset < tcp_v6_do_rcv < tcp_v6_rcv | 7 | 24"
                        + " | CLOSED | TCP_ABORT_ON_DATA | TCP_ABORT_ON_DATA | had closed",
                "tcp_v4_send_reset < tcp_v4_do_rcv < tcp_v4_rcv | 2 | 18"
                        + " | CONNECTING | TCP_INVALID_ACK_SEQUENCE | TCP_INVALID_ACK_SEQUENCE"
                        + " | handshake",
                "tcp_v4_send_reset < tcp_check_req < tcp_v4_rcv | 10 | 16"
                        + " | ACCEPT_QUEUE_FULL | INVALID_SYN | INVALID_SYN | accept queue",
                "tcp_v4_send_reset < tcp_check_req < tcp_v4_rcv | 10 | 2"
                        + " | INVALID_SYN | INVALID_SYN | INVALID_SYN | SYN arrived",
            })
    void theStackTellsWhereAResetComesFrom(
            String stack,
            int state,
            int tcpFlags,
            ResetSite site,
            String kernelReason,
            String reason,
            String words) {
        assertThat(ResetSite.of(Stacks.of(stack), state, tcpFlags)).isEqualTo(site);

        Meaning before = ResetCauses.sent(null, site, tcpFlags);
        assertThat(before.reason()).as("before Linux 6.10").isEqualTo(reason);
        assertThat(before.derived()).isTrue();
        assertThat(before.cause()).contains(words).matches("[A-Z].*\\.");

        Meaning since = ResetCauses.sent(kernelReason, site, tcpFlags);
        assertThat(since.reason()).as("since Linux 6.10").isEqualTo(reason);
        assertThat(since.derived()).isEqualTo(!reason.equals(kernelReason));
        assertThat(since.cause()).isEqualTo(before.cause());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp_send_active_reset < mptcp_pm_nl_rm_addr | 1 | 0",
                "tcp_v4_send_reset < tcp_v4_rcv | 1 | 16",
                "tcp_v4_send_reset < tcp_v4_do_rcv | 3 | 16",
                "tcp_v4_send_reset < tcp_check_req | 10 | 0",
                "tcp_v4_send_reset | 10 | 0",
                "tcp_transmit_skb < tcp_write_xmit | 1 | 16"
            })
    void otherStacksTellNothing(String stack, int state, int tcpFlags) {
        assertThat(ResetSite.of(Stacks.of(stack), state, tcpFlags)).isEqualTo(ResetSite.UNKNOWN);
    }

    @Test
    void theKernelsReasonCounts() {
        assertThat(ResetCauses.sent("TCP_ABORT_ON_MEMORY", ResetSite.UNREAD, 0))
                .as("close() may have had another reason")
                .isEqualTo(
                        new Meaning(
                                "TCP_ABORT_ON_MEMORY",
                                false,
                                "The host ran out of memory for TCP, or of orphaned sockets."));
        assertThat(ResetCauses.sent("NO_SOCKET", ResetSite.UNKNOWN, SYN).cause())
                .contains("Nobody listens");
        assertThat(ResetCauses.sent("NO_SOCKET", ResetSite.UNKNOWN, SYN | ACK).cause())
                .as("an answer to a SYN that was not sent")
                .doesNotContain("listens");
    }

    @Test
    void anUnknownReasonIsStillASentence() {
        assertThat(ResetCauses.sent(null, ResetSite.UNKNOWN, 0))
                .isEqualTo(new Meaning(null, false, UNKNOWN));
        assertThat(ResetCauses.sent("NOT_SPECIFIED", ResetSite.UNKNOWN, 0))
                .isEqualTo(new Meaning("NOT_SPECIFIED", false, UNKNOWN));
        assertThat(ResetCauses.sent("NEW_IN_7_0", ResetSite.UNREAD, 0))
                .isEqualTo(new Meaning("NEW_IN_7_0", false, UNKNOWN));
    }

    @ParameterizedTest
    @EnumSource(ResetSite.class)
    void everySiteHasASentence(ResetSite site) {
        String cause = ResetCauses.sent(null, site, 0).cause();

        assertThat(cause).matches("[A-Z].*\\.");
        assertThat(cause.equals(UNKNOWN)).isEqualTo(site == ResetSite.UNKNOWN);
    }

    @Test
    void aResetThatIsReceivedMeansWhatTheStateMakesOfIt() {
        assertThat(received(TcpStates.SYN_SENT)).contains("refused").contains("firewall");
        assertThat(received(TcpStates.ESTABLISHED)).contains("unread").contains("SO_LINGER");
        assertThat(received(TcpStates.CLOSE_WAIT)).contains("had closed");
        assertThat(received(TcpStates.FIN_WAIT2)).contains("the application had closed");
        for (int state = 0; state <= 12; state++) {
            assertThat(received(state)).as("state %d", state).matches("[A-Z].*\\.");
            assertThat(ResetCauses.received(state).reason()).isNull();
            assertThat(ResetCauses.received(state).derived()).isFalse();
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
            String cause =
                    ResetCauses.sent(names.resetReason(reason.intValue()), ResetSite.UNKNOWN, 0)
                            .cause();
            assertThat(cause).matches("[A-Z].*\\.");
            explained += cause.equals(UNKNOWN) ? 0 : 1;
        }
        assertThat(explained).isGreaterThanOrEqualTo(10);
    }

    private static String received(int state) {
        return ResetCauses.received(state).cause();
    }
}
