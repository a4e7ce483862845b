package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.emit.DropReasons.Verdict;
import io.mytracer.packet.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The stacks are those of Debian's kernels 5.10, 6.1 and 6.12, innermost frames only. */
class DropReasonsTests {
    private static final int FIN_ACK = 0x11;
    private static final int ACK = 0x10;
    private static final int SYN = 0x02;

    private final DropReasons reasons = new DropReasons(null, null);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ':',
            value = {
                "NETFILTER_DROP: kfree_skb < nf_hook_slow < ip_local_deliver",
                "NETFILTER_DROP: kfree_skb < nf_hook_slow < __ip_local_out < ip_send_skb",
                "NETFILTER_DROP: kfree_skb_reason < nft_do_chain [nf_tables] < nf_hook_slow",
                "NO_SOCKET: kfree_skb < __udp4_lib_rcv < ip_protocol_deliver_rcu",
                "NO_SOCKET: kfree_skb < __udp6_lib_rcv < ip6_protocol_deliver_rcu",
                "SOCKET_RCVBUFF: kfree_skb < udp_queue_rcv_one_skb < udp_unicast_rcv_skb",
                "SOCKET_RCVBUFF: kfree_skb < udpv6_queue_rcv_one_skb < udp6_unicast_rcv_skb",
                "QUEUE_PURGE: kfree_skb < udp_destruct_common < udp_destruct_sock < __sk_destruct",
                "QUEUE_PURGE: kfree_skb_reason < inet_sock_destruct < __sk_destruct < rcu_core",
                "QUEUE_PURGE: kfree_skb < tcp_disconnect < inet_child_forget",
                "QDISC_DROP: kfree_skb < kfree_skb_list < __dev_queue_xmit < ip_finish_output2",
                "QDISC_DROP: kfree_skb_list_reason < __dev_queue_xmit < ip_finish_output2",
                "QDISC_DROP: kfree_skb_reason < fq_codel_dequeue [sch_fq_codel] < __qdisc_run",
                "TC_EGRESS: kfree_skb < __dev_queue_xmit < ip_finish_output2 < ip_send_skb",
                "TC_INGRESS: kfree_skb < __netif_receive_skb_core.constprop.0 < process_backlog",
                "NEIGH_FAILED: kfree_skb < neigh_invalidate < neigh_timer_handler",
                "IP_INNOROUTES: kfree_skb < ip_error < ip_rcv"
            })
    void thePlaceTellsTheReason(String reason, String stack) {
        Verdict verdict = drop(stack, Records.drop(1).value(10));

        assertThat(verdict).isEqualTo(new Verdict(reason, true, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "kfree_skb < ip_rcv_finish_core.constprop.0 < ip_rcv",
                "kfree_skb < tcp_v4_do_rcv < tcp_v4_rcv",
                "kfree_skb < tcp_v4_rcv < ip_protocol_deliver_rcu",
                "kfree_skb < ip_forward < ip_rcv",
                "kfree_skb < nf_queue < nf_hook_slow",
                "kfree_skb < some_driver_xmit [some] < dev_hard_start_xmit < __dev_queue_xmit",
                "kfree_skb"
            })
    void aPlaceWithSeveralReasonsTellsNone(String stack) {
        Records record = Records.drop(1).value(10);

        assertThat(drop(stack, record)).isEqualTo(new Verdict(null, false, true));
        assertThat(conclude("NOT_SPECIFIED", stack, record))
                .isEqualTo(new Verdict("NOT_SPECIFIED", false, true));
    }

    @Test
    void theLocationCountsWhereThereIsNoStack() {
        Records record = Records.drop(1).value(10);

        assertThat(reasons.conclude(null, record.view(), "nf_hook_slow+0x9f", KernelStack.NONE))
                .isEqualTo(new Verdict("NETFILTER_DROP", true, true));
        assertThat(reasons.conclude(null, record.view(), "tcp_drop+0x1", KernelStack.NONE))
                .isEqualTo(new Verdict(null, false, true));
        assertThat(reasons.conclude(null, record.view(), null, KernelStack.NONE))
                .isEqualTo(new Verdict(null, false, true));
    }

    @Test
    void aFinInTheQueueOfAClosedSocketIsNoDrop() {
        String stack = "kfree_skb < sk_stream_kill_queues < inet_csk_destroy_sock < tcp_fin";

        assertThat(drop(stack, Records.drop(1).tcpFlags(FIN_ACK)))
                .isEqualTo(new Verdict("QUEUE_PURGE", true, false));
        assertThat(drop(stack, Records.drop(1).value(5)))
                .isEqualTo(new Verdict("QUEUE_PURGE", true, true));
    }

    /** The FIN of a peer that closes later. */
    @ParameterizedTest
    @CsvSource({"tcp_v4_rcv, 6", "tcp_v6_rcv, 6", "tcp_v4_rcv, 0", "tcp_v6_rcv, 0"})
    void aFinForAConnectionInTimeWaitIsNoDrop(String function, int state) {
        String stack = "kfree_skb < " + function;

        assertThat(drop(stack, Records.drop(1).state(state).tcpFlags(FIN_ACK)).drop()).isFalse();
        assertThat(drop(stack, Records.drop(1).state(state).tcpFlags(ACK)).drop()).isFalse();
        assertThat(drop(stack, Records.drop(1).state(state).tcpFlags(ACK).value(9)).drop())
                .as("data")
                .isTrue();
        assertThat(drop(stack, Records.drop(1).state(0).tcpFlags(SYN)).drop()).isTrue();
        assertThat(drop(stack, Records.drop(1).state(TcpStates.LISTEN).tcpFlags(ACK)).drop())
                .as("a handshake that is lost, since the accept queue is full")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SOCKET, NO_SOCKET",
        "TCP_FLAGS, TCP_FLAGS",
        "TCP_ABORT_ON_DATA, TCP_ABORT_ON_DATA",
        "INVALID_SYN, TCP_INVALID_SYN",
        "TCP_TIMEWAIT_SOCKET,",
        ","
    })
    void aPacketThatWasAnsweredByAResetIsDroppedForTheSame(String reset, String drop) {
        reasons.answered(7, reset);

        assertThat(drop("kfree_skb < tcp_v4_rcv", Records.drop(7).tcpFlags(ACK)))
                .isEqualTo(new Verdict(drop, drop != null, true));
        assertThat(drop("kfree_skb < tcp_v6_do_rcv < tcp_v6_rcv", Records.drop(7)))
                .isEqualTo(new Verdict(drop, drop != null, true));
        assertThat(drop("kfree_skb < tcp_v4_rcv", Records.drop(8).tcpFlags(SYN)))
                .isEqualTo(new Verdict(null, false, true));
    }

    @Test
    void whatACaptureDoesNotTakeIsNoDrop() {
        assertThat(
                        drop(
                                        "kfree_skb < tpacket_rcv [af_packet] < dev_queue_xmit_nit",
                                        Records.drop(1).value(5))
                                .drop())
                .isFalse();
        assertThat(drop("kfree_skb_list < skb_release_data", Records.drop(1).value(5)).drop())
                .as("a part of a packet that GRO put together")
                .isFalse();
    }

    private Verdict drop(String stack, Records record) {
        return conclude(null, stack, record);
    }

    private Verdict conclude(String told, String stack, Records record) {
        KernelStack kernelStack = Stacks.of(stack);
        List<KernelStack.Frame> frames = kernelStack.frames();
        String location = frames.size() < 2 ? null : frames.get(1).symbol() + "+0x5c";
        return reasons.conclude(told, record.view(), location, kernelStack);
    }
}
