package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.emit.KernelStack.Frame;

import java.util.Map;
import java.util.Set;

/**
 * Why packets are freed. The kernel's own reason counts (since Linux 5.17); where it has none to
 * tell, one is concluded from the function that freed the packet, by the name that newer kernels
 * have for it. A function that frees packets for several reasons concludes nothing.
 *
 * <p>Not thread-safe.
 */
final class DropReasons {
    private static final String QUEUE_PURGE = "QUEUE_PURGE";

    /** These free what another function has decided to drop. */
    private static final Set<String> HELPERS =
            Set.of(
                    "kfree_skb",
                    "__kfree_skb",
                    "kfree_skb_reason",
                    "sk_skb_reason_drop",
                    "kfree_skb_list",
                    "kfree_skb_list_reason",
                    "kfree_skb_partial",
                    "tcp_drop",
                    "tcp_drop_reason");

    /** By the function of Linux 5.10 to 6.12 that frees a packet of TCP or UDP. */
    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("nf_hook_slow", "NETFILTER_DROP"),
                    Map.entry("nft_do_chain", "NETFILTER_DROP"),
                    // Bad checksums and lengths are freed there, too, but hardly ever met.
                    Map.entry("__udp4_lib_rcv", "NO_SOCKET"),
                    Map.entry("__udp6_lib_rcv", "NO_SOCKET"),
                    Map.entry("udp_queue_rcv_one_skb", "SOCKET_RCVBUFF"),
                    Map.entry("udpv6_queue_rcv_one_skb", "SOCKET_RCVBUFF"),
                    Map.entry("__udp_queue_rcv_skb", "SOCKET_RCVBUFF"),
                    // Checksums are looked at when the application reads.
                    Map.entry("udp_recvmsg", "UDP_CSUM"),
                    Map.entry("udpv6_recvmsg", "UDP_CSUM"),
                    Map.entry("__first_packet_length", "UDP_CSUM"),
                    // A closed socket's queues.
                    Map.entry("sk_stream_kill_queues", QUEUE_PURGE),
                    Map.entry("inet_sock_destruct", QUEUE_PURGE),
                    Map.entry("udp_destruct_common", QUEUE_PURGE),
                    Map.entry("udp_destruct_sock", QUEUE_PURGE),
                    Map.entry("tcp_disconnect", QUEUE_PURGE),
                    Map.entry("skb_queue_purge", QUEUE_PURGE),
                    Map.entry("skb_queue_purge_reason", QUEUE_PURGE),
                    Map.entry("skb_rbtree_purge", QUEUE_PURGE),
                    Map.entry("ip_error", "IP_INNOROUTES"),
                    Map.entry("ip_finish_output", "BPF_CGROUP_EGRESS"),
                    Map.entry("ip6_finish_output", "BPF_CGROUP_EGRESS"),
                    Map.entry("ip_finish_output2", "NEIGH_CREATEFAIL"),
                    Map.entry("neigh_invalidate", "NEIGH_FAILED"),
                    Map.entry("arp_error_report", "NEIGH_FAILED"),
                    Map.entry("ndisc_error_report", "NEIGH_FAILED"),
                    Map.entry("enqueue_to_backlog", "CPU_BACKLOG"),
                    Map.entry("__netif_receive_skb_core", "TC_INGRESS"));

    /** Packet sockets free their own clone of a packet, such as tcpdump's. */
    private static final Set<String> CAPTURES =
            Set.of("packet_rcv", "tpacket_rcv", "packet_rcv_spkt", "packet_rcv_fanout");

    private static final Set<String> TCP_RECEIVE = Set.of("tcp_v4_rcv", "tcp_v6_rcv");

    private static final int FIN_SYN_RST_ACK = 0x17;
    private static final int FIN = 0x01;
    private static final int ACK = 0x10;

    /**
     * Why a packet was freed.
     *
     * @param reason null where it is not known
     * @param derived whether it was concluded
     * @param drop false where this is the normal end of a packet
     */
    record Verdict(String reason, boolean derived, boolean drop) {}

    private final ReasonNames names;
    private final KernelStacks stacks;
    private long resetPacket;
    private String resetReason;

    DropReasons(ReasonNames names, KernelStacks stacks) {
        this.names = names;
        this.stacks = stacks;
    }

    /** Notes that a packet was answered by a reset: if it is freed next, then for that reason. */
    void answered(long packet, String reason) {
        resetPacket = packet;
        resetReason = reason;
    }

    /** Finds out why a packet was freed. */
    Verdict of(HopRecord record) {
        String told = record.hasReason() ? names.dropReason(record.reason()) : null;
        if (told == null || told.equals("NOT_SPECIFIED")) {
            return conclude(told, record, stacks.location(record), stacks.of(record));
        }
        return new Verdict(told, false, !isNormal(told, record.value() != 0));
    }

    /**
     * Concludes from the place what the kernel does not tell.
     *
     * @param told null or NOT_SPECIFIED
     * @param location symbol and offset; null where it is not known
     */
    Verdict conclude(String told, HopRecord record, String location, KernelStack stack) {
        String function = function(location, stack);
        boolean payload = record.value() != 0;
        String derived = derive(record, function, location, stack);
        boolean normal =
                isNormal(derived, payload)
                        || CAPTURES.contains(function)
                        || function.equals("skb_release_data") // parts of one that is freed itself
                        || TCP_RECEIVE.contains(function) && isLate(record, payload);
        return new Verdict(derived == null ? told : derived, derived != null, !normal);
    }

    /**
     * A reset that has been received is freed as a drop, and so is a FIN that waits in the receive
     * queue when the socket goes (tcp_rcv_state_process() and inet_sock_destruct() of Linux 6.18).
     */
    private static boolean isNormal(String reason, boolean payload) {
        return "TCP_RESET".equals(reason) || QUEUE_PURGE.equals(reason) && !payload;
    }

    /**
     * Whether a packet came for a connection in TIME_WAIT: the peer's FIN, when it closes later,
     * and what follows. Before Linux 6.11 the state is not told; the flags have to do.
     */
    private boolean isLate(HopRecord record, boolean payload) {
        if (payload || record.packet() == resetPacket) {
            return false;
        }
        int flags = record.tcpFlags() & FIN_SYN_RST_ACK;
        return record.state() == TcpStates.TIME_WAIT
                || record.state() == 0 && (flags == ACK || flags == (FIN | ACK));
    }

    private String derive(HopRecord record, String function, String location, KernelStack stack) {
        if (function.startsWith("tcp_v") && record.packet() == resetPacket) {
            return ofReset(resetReason);
        }
        if (function.equals("__dev_queue_xmit")) {
            // What a queueing discipline drops it leaves in a list.
            return isList(location) || isList(stack.function(0)) ? "QDISC_DROP" : "TC_EGRESS";
        }
        if (function.endsWith("_enqueue") || function.endsWith("_dequeue")) {
            return "QDISC_DROP";
        }
        return REASONS.get(function);
    }

    /** Drops have these reasons of resets, too (include/net/dropreason-core.h). */
    private static String ofReset(String reason) {
        return switch (reason) {
            case "NO_SOCKET", "TCP_FLAGS", "TCP_ABORT_ON_DATA", "TCP_INVALID_ACK_SEQUENCE" ->
                    reason;
            case "INVALID_SYN" -> "TCP_INVALID_SYN";
            case null, default -> null;
        };
    }

    private static boolean isList(String function) {
        return function != null && function.startsWith("kfree_skb_list");
    }

    /** Returns the function that decided to free the packet; empty where it is not known. */
    private static String function(String location, KernelStack stack) {
        String function = location == null ? "" : Frame.of(location).function();
        for (int i = 0; function.isEmpty() || HELPERS.contains(function); i++) {
            if (i == stack.frames().size()) {
                return "";
            }
            function = stack.function(i);
        }
        return function;
    }
}
