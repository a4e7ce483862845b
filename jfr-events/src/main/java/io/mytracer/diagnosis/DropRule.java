package io.mytracer.diagnosis;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** Packets that the kernel dropped, by its own reason (include/net/dropreason-core.h). */
final class DropRule implements Rule {
    /** What is no trouble, or told better by another event. */
    private static final Set<String> HARMLESS =
            Set.of("OTHERHOST", "TCP_RESET", "UNHANDLED_PROTO", "SOCKET_CLOSE", "IPV6_NDISC_FRAG");

    private static final Map<String, Cause> CAUSES =
            Map.ofEntries(
                    entry("NETFILTER_DROP", FilterCauses.HOOK_DROP),
                    entry("TCP_LISTEN_OVERFLOW", HandshakeCauses.ACCEPT_QUEUE_FULL),
                    entry("IP_RPFILTER", FilterCauses.RP_FILTER),
                    entry("IP_LOCAL_SOURCE", FilterCauses.BAD_ADDRESS),
                    entry("IP_INVALID_SOURCE", FilterCauses.BAD_ADDRESS),
                    entry("IP_INVALID_DEST", FilterCauses.BAD_ADDRESS),
                    entry("IP_LOCALNET", FilterCauses.BAD_ADDRESS),
                    entry("IP_INADDRERRORS", FilterCauses.BAD_ADDRESS),
                    entry("IP_OUTNOROUTES", FilterCauses.NO_ROUTE),
                    entry("IP_INNOROUTES", FilterCauses.NO_ROUTE),
                    entry("NEIGH_FAILED", FilterCauses.NEXT_HOP),
                    entry("NEIGH_CREATEFAIL", FilterCauses.NEXT_HOP),
                    entry("NEIGH_QUEUEFULL", FilterCauses.NEXT_HOP),
                    entry("NEIGH_DEAD", FilterCauses.NEXT_HOP),
                    entry("PKT_TOO_BIG", FilterCauses.PMTU),
                    entry("FRAG_REASM_TIMEOUT", FilterCauses.FRAGMENTS),
                    entry("FRAG_TOO_FAR", FilterCauses.FRAGMENTS),
                    entry("DUP_FRAG", FilterCauses.FRAGMENTS),
                    entry("XDP", FilterCauses.PROGRAM),
                    entry("TC_INGRESS", FilterCauses.PROGRAM),
                    entry("TC_EGRESS", FilterCauses.PROGRAM),
                    entry("BPF_CGROUP_EGRESS", FilterCauses.PROGRAM),
                    entry("SECURITY_HOOK", FilterCauses.PROGRAM),
                    entry("SOCKET_FILTER", FilterCauses.PROGRAM),
                    entry("XFRM_POLICY", FilterCauses.PROGRAM),
                    entry("TCP_CSUM", FilterCauses.CHECKSUM),
                    entry("UDP_CSUM", FilterCauses.CHECKSUM),
                    entry("IP_CSUM", FilterCauses.CHECKSUM),
                    entry("ICMP_CSUM", FilterCauses.CHECKSUM),
                    entry("SKB_CSUM", FilterCauses.CHECKSUM),
                    entry("SOCKET_BACKLOG", QueueCauses.TCP_BUFFER_FULL),
                    entry("TCP_ZEROWINDOW", QueueCauses.RECEIVE_BUFFER_FULL),
                    entry("TCP_OVERWINDOW", QueueCauses.RECEIVE_BUFFER_FULL),
                    entry("TCP_OFO_QUEUE_PRUNE", QueueCauses.TCP_BUFFER_FULL),
                    entry("TCP_OFO_DROP", QueueCauses.TCP_BUFFER_FULL),
                    entry("PROTO_MEM", EndCauses.TCP_MEMORY),
                    entry("QDISC_DROP", QueueCauses.QDISC_DROP),
                    entry("QDISC_OVERLIMIT", QueueCauses.QDISC_DROP),
                    entry("QDISC_CONGESTED", QueueCauses.QDISC_DROP),
                    entry("CAKE_FLOOD", QueueCauses.QDISC_DROP),
                    entry("FQ_BAND_LIMIT", QueueCauses.QDISC_DROP),
                    entry("FQ_HORIZON_LIMIT", QueueCauses.QDISC_DROP),
                    entry("FQ_FLOW_LIMIT", QueueCauses.QDISC_DROP),
                    entry("DUALPI2_STEP_DROP", QueueCauses.QDISC_DROP),
                    entry("CPU_BACKLOG", QueueCauses.CPU_BACKLOG),
                    entry("FULL_RING", QueueCauses.DEVICE_QUEUE),
                    entry("DEV_READY", QueueCauses.DEVICE_QUEUE),
                    entry("DEV_HDR", QueueCauses.DEVICE_QUEUE),
                    entry("NO_TX_TARGET", QueueCauses.DEVICE_QUEUE),
                    entry("NOMEM", QueueCauses.NO_MEMORY),
                    entry("PFMEMALLOC", QueueCauses.NO_MEMORY),
                    entry("TCP_RFC7323_TW_PAWS", HandshakeCauses.TIME_WAIT_REUSE),
                    entry("TCP_OLD_DATA", StreamCauses.SPURIOUS),
                    entry("TCP_OFOMERGE", StreamCauses.SPURIOUS),
                    entry("TCP_OLD_SEQUENCE", StreamCauses.SPURIOUS),
                    entry("TCP_OLD_ACK", StreamCauses.SPURIOUS),
                    entry("TCP_TOO_OLD_ACK", EndCauses.CONFUSED),
                    entry("TCP_ACK_UNSENT_DATA", EndCauses.CONFUSED),
                    entry("TCP_INVALID_SEQUENCE", EndCauses.CONFUSED),
                    entry("TCP_INVALID_END_SEQUENCE", EndCauses.CONFUSED),
                    entry("TCP_INVALID_ACK_SEQUENCE", EndCauses.CONFUSED),
                    entry("TCP_INVALID_SYN", EndCauses.CONFUSED),
                    entry("TCP_RFC7323_PAWS", EndCauses.CONFUSED),
                    entry("TCP_RFC7323_PAWS_ACK", EndCauses.CONFUSED),
                    entry("TCP_RFC7323_TSECR", EndCauses.CONFUSED),
                    entry("TCP_FLAGS", EndCauses.CONFUSED),
                    entry("TCP_CLOSE", EndCauses.DATA_AFTER_CLOSE),
                    entry("TCP_ABORT_ON_DATA", EndCauses.DATA_AFTER_CLOSE),
                    entry("QUEUE_PURGE", EndCauses.UNREAD_DATA));

    private static final Map<String, String> PROGRAMS =
            Map.of(
                    "XDP", "An XDP program",
                    "TC_INGRESS", "A tc rule on the way in",
                    "TC_EGRESS", "A tc rule on the way out",
                    "BPF_CGROUP_EGRESS", "A BPF program of the container",
                    "SECURITY_HOOK", "A security module",
                    "SOCKET_FILTER", "A filter on the socket",
                    "XFRM_POLICY", "An IPsec policy");

    /** Below are the ports that clients get (net.ipv4.ip_local_port_range). */
    private static final int FIRST_EPHEMERAL = 32768;

    private final Evidence evidence;

    DropRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.KernelDrop")) {
            return;
        }
        String reason = event.text("reason");
        if (reason != null && HARMLESS.contains(reason)) {
            return;
        }
        Cause cause = cause(reason, event);
        evidence.note(cause, detail(cause, reason, event), Ends.ofPacket(event), event);
    }

    private static Cause cause(String reason, SeenEvent event) {
        boolean udp = "UDP".equals(event.text("protocol"));
        String function = function(event);
        if (function.startsWith("nft_")) {
            return FilterCauses.SOME_RULE;
        }
        if (function.endsWith("_conn_request")) {
            return HandshakeCauses.SYN_BACKLOG;
        }
        if (reason == null || reason.equals("NOT_SPECIFIED")) {
            return function.contains("_gro_") || function.startsWith("napi_")
                    ? QueueCauses.GRO_DROP
                    : FilterCauses.UNEXPLAINED_DROP;
        }
        if (reason.equals("NO_SOCKET")) {
            return udp ? unknownDatagram(event) : unknownSegment(event);
        }
        if (reason.equals("SOCKET_RCVBUFF")) {
            return udp ? QueueCauses.UDP_BUFFER_FULL : QueueCauses.TCP_BUFFER_FULL;
        }
        return CAUSES.getOrDefault(reason, FilterCauses.OTHER_DROP);
    }

    private static Cause unknownDatagram(SeenEvent event) {
        long from = event.number("sourcePort");
        boolean answer = from != 0 && from < 1024;
        return answer && event.number("destinationPort") >= FIRST_EPHEMERAL
                ? HandshakeCauses.LATE_DATAGRAM
                : HandshakeCauses.UDP_CLOSED_PORT;
    }

    private static Cause unknownSegment(SeenEvent event) {
        return "SYN".equals(event.text("tcpFlags"))
                ? HandshakeCauses.CLOSED_PORT
                : EndCauses.STRAY_PACKET;
    }

    private static String detail(Cause cause, String reason, SeenEvent event) {
        if (cause.equals(FilterCauses.PROGRAM)) {
            return PROGRAMS.get(reason);
        }
        if (cause.equals(QueueCauses.QDISC_DROP)) {
            return event.text("device") == null ? "a device" : event.text("device");
        }
        if (cause.equals(FilterCauses.OTHER_DROP)
                || cause.equals(FilterCauses.UNEXPLAINED_DROP)
                || cause.equals(QueueCauses.GRO_DROP)) {
            String where = function(event).isEmpty() ? "an unknown place" : function(event);
            return (reason == null ? "no reason" : reason) + " in " + where;
        }
        return cause.title().contains("{detail}") ? reason : "";
    }

    private static String function(SeenEvent event) {
        String location = event.text("location");
        return location == null ? "" : location.replaceFirst("\\+0x.*", "");
    }
}
