package io.mytracer.bpf;

import static io.mytracer.bpf.Hop.Kind.ANY;
import static io.mytracer.bpf.Hop.Kind.FUNCTION;
import static io.mytracer.bpf.Hop.Kind.TRACEPOINT;

import java.util.Arrays;
import java.util.List;

/**
 * The places where packets are seen: the one table that programs, events, reports and documentation
 * are made from.
 *
 * <p>A number is that of {@code enum hop} in hops.h; a test compares the two. A function is the
 * kernel's name of the place: of its tracepoint or function. Which kernels have which place is
 * found out from the running kernel's types, see {@link Attachments}.
 */
public enum Hop {
    NAPI_GRO_RECEIVE_ENTRY(
            1,
            TRACEPOINT,
            "napi_gro_receive_entry",
            -1,
            null,
            Stage.GRO,
            "The driver hands a received packet to generic receive offload, which may merge it with"
                    + " its neighbours."),
    NETIF_RX(
            2,
            TRACEPOINT,
            "netif_rx",
            -1,
            null,
            Stage.GRO,
            "A device without NAPI, such as loopback, puts the packet into this CPU's backlog."),
    NETIF_RECEIVE_SKB(
            3,
            TRACEPOINT,
            "netif_receive_skb",
            -1,
            null,
            Stage.RECEIVE,
            "The receive core takes the packet: capture, tc ingress, bridge, then IP and TCP or UDP"
                    + " follow in the same call."),
    NET_DEV_QUEUE(
            4,
            TRACEPOINT,
            "net_dev_queue",
            -1,
            null,
            Stage.QUEUE,
            "Routing is done; the packet goes to its device's queue."),
    QDISC_ENQUEUE(
            5,
            TRACEPOINT,
            "qdisc_enqueue",
            -1,
            null,
            Stage.QDISC,
            "The queueing discipline takes the packet; it may hold it back or reorder it."),
    QDISC_DEQUEUE(
            6,
            TRACEPOINT,
            "qdisc_dequeue",
            -1,
            null,
            Stage.QDISC,
            "The queueing discipline lets the packet go."),
    NET_DEV_START_XMIT(
            7,
            TRACEPOINT,
            "net_dev_start_xmit",
            -1,
            null,
            Stage.TRANSMIT,
            "The driver's transmit function is called; tcpdump has just seen the packet."),
    NET_DEV_XMIT(
            8,
            TRACEPOINT,
            "net_dev_xmit",
            -1,
            null,
            Stage.TRANSMIT,
            "The driver's transmit function has returned."),
    SK_DATA_READY(
            9,
            TRACEPOINT,
            "sk_data_ready",
            -1,
            null,
            Stage.SOCKET,
            "The socket wakes whoever waits for it: there is something to read or to accept."),
    SKB_COPY_DATAGRAM_IOVEC(
            10,
            TRACEPOINT,
            "skb_copy_datagram_iovec",
            -1,
            null,
            Stage.SOCKET,
            "The application reads: payload is copied out of the packet."),
    SOCK_RECV_LENGTH(
            11,
            TRACEPOINT,
            "sock_recv_length",
            -1,
            null,
            Stage.SOCKET,
            "A read from the socket returns."),
    SOCK_SEND_LENGTH(
            12,
            TRACEPOINT,
            "sock_send_length",
            -1,
            null,
            Stage.SOCKET,
            "A write to the socket returns."),
    TCP_RETRANSMIT_SKB(
            13,
            TRACEPOINT,
            "tcp_retransmit_skb",
            -1,
            null,
            Stage.TCP,
            "TCP sends a segment again."),
    TCP_RETRANSMIT_SYNACK(
            14,
            TRACEPOINT,
            "tcp_retransmit_synack",
            -1,
            null,
            Stage.TCP,
            "A listener sends its SYN,ACK again."),
    TCP_SEND_RESET(
            15, TRACEPOINT, "tcp_send_reset", -1, null, Stage.TCP, "TCP answers with a reset."),
    TCP_RECEIVE_RESET(
            16,
            TRACEPOINT,
            "tcp_receive_reset",
            -1,
            null,
            Stage.TCP,
            "The peer's reset ends the connection."),
    KFREE_SKB(
            17,
            TRACEPOINT,
            "kfree_skb",
            -1,
            null,
            Stage.FREE,
            "The kernel drops the packet, for a reason it tells."),
    CONSUME_SKB(
            18,
            TRACEPOINT,
            "consume_skb",
            -1,
            null,
            Stage.FREE,
            "The packet is done and is freed."),
    BPF_PROG_RUN_GENERIC_XDP(
            20,
            FUNCTION,
            "bpf_prog_run_generic_xdp",
            0,
            null,
            Stage.RECEIVE,
            "An XDP program of the device sees the packet, after the driver since this one cannot"
                    + " run it."),
    TCF_CLASSIFY(
            21,
            FUNCTION,
            "tcf_classify",
            0,
            null,
            Stage.TC,
            "A tc filter looks at the packet and may drop, change or redirect it."),
    PACKET_RCV(
            22,
            FUNCTION,
            "packet_rcv",
            0,
            "af_packet",
            Stage.CAPTURE,
            "A capture without a shared ring looks at the packet and may take a copy."),
    TPACKET_RCV(
            23,
            FUNCTION,
            "tpacket_rcv",
            0,
            "af_packet",
            Stage.CAPTURE,
            "A capture, such as tcpdump, looks at the packet and may take a copy."),
    BR_HANDLE_FRAME_FINISH(
            24,
            FUNCTION,
            "br_handle_frame_finish",
            2,
            "bridge",
            Stage.BRIDGE,
            "The bridge decides where the frame goes: up, to one port or to all."),
    BR_PASS_FRAME_UP(
            25,
            FUNCTION,
            "br_pass_frame_up",
            0,
            "bridge",
            Stage.BRIDGE,
            "The bridge hands the frame to this host, as if the bridge had received it."),
    BR_FORWARD(
            26,
            FUNCTION,
            "br_forward",
            1,
            "bridge",
            Stage.BRIDGE,
            "The bridge sends the frame to one of its ports."),
    BR_FORWARD_FINISH(
            27,
            FUNCTION,
            "br_forward_finish",
            2,
            "bridge",
            Stage.BRIDGE,
            "The bridge is done with its filters and sends the frame on."),
    IP_RCV(
            30,
            FUNCTION,
            "ip_rcv",
            0,
            null,
            Stage.IP,
            "IPv4 takes the packet and checks its header; filters on PREROUTING come next."),
    IP_RCV_FINISH(
            31,
            FUNCTION,
            "ip_rcv_finish",
            2,
            null,
            Stage.IP,
            "The packet has passed PREROUTING; it is routed now."),
    IP_ROUTE_INPUT_NOREF(
            32,
            FUNCTION,
            "ip_route_input_noref",
            0,
            null,
            Stage.ROUTE,
            "IPv4 looks up whether the packet is for this host, to be forwarded or to be dropped."),
    FIB_VALIDATE_SOURCE(
            33,
            FUNCTION,
            "fib_validate_source",
            0,
            null,
            Stage.ROUTE,
            "The sender's address is checked against the routes (rp_filter): one that does not fit"
                    + " is a martian."),
    IP_DEFRAG(
            34,
            FUNCTION,
            "ip_defrag",
            1,
            null,
            Stage.IP,
            "A fragment waits for the others of its packet."),
    IP_LOCAL_DELIVER(
            35,
            FUNCTION,
            "ip_local_deliver",
            0,
            null,
            Stage.IP,
            "The packet is for this host; filters on INPUT come next."),
    IP_LOCAL_DELIVER_FINISH(
            36,
            FUNCTION,
            "ip_local_deliver_finish",
            2,
            null,
            Stage.IP,
            "The packet has passed INPUT and goes to its transport protocol."),
    IP_FORWARD(
            37,
            FUNCTION,
            "ip_forward",
            0,
            null,
            Stage.FORWARD,
            "The packet is for another host; filters on FORWARD come next."),
    IP_FORWARD_FINISH(
            38,
            FUNCTION,
            "ip_forward_finish",
            2,
            null,
            Stage.FORWARD,
            "The packet has passed FORWARD and is sent on."),
    IPV6_RCV(
            40,
            FUNCTION,
            "ipv6_rcv",
            0,
            null,
            Stage.IP,
            "IPv6 takes the packet and checks its header; filters on PREROUTING come next."),
    IP6_RCV_FINISH(
            41,
            FUNCTION,
            "ip6_rcv_finish",
            2,
            null,
            Stage.IP,
            "The packet has passed PREROUTING; it is routed now."),
    IP6_ROUTE_INPUT(
            42,
            FUNCTION,
            "ip6_route_input",
            0,
            null,
            Stage.ROUTE,
            "IPv6 looks up whether the packet is for this host, to be forwarded or to be dropped."),
    IP6_INPUT(
            43,
            FUNCTION,
            "ip6_input",
            0,
            null,
            Stage.IP,
            "The packet is for this host; filters on INPUT come next."),
    IP6_INPUT_FINISH(
            44,
            FUNCTION,
            "ip6_input_finish",
            2,
            null,
            Stage.IP,
            "The packet has passed INPUT and goes to its transport protocol."),
    IP6_FORWARD(
            45,
            FUNCTION,
            "ip6_forward",
            0,
            null,
            Stage.FORWARD,
            "The packet is for another host; filters on FORWARD come next."),
    TCP_V4_RCV(
            50,
            FUNCTION,
            "tcp_v4_rcv",
            0,
            null,
            Stage.TCP,
            "TCP takes the segment and looks for its socket."),
    TCP_V6_RCV(
            51,
            FUNCTION,
            "tcp_v6_rcv",
            0,
            null,
            Stage.TCP,
            "TCP takes the segment and looks for its socket."),
    TCP_ADD_BACKLOG(
            52,
            FUNCTION,
            "tcp_add_backlog",
            1,
            null,
            Stage.TCP,
            "A thread works on the socket just now, so the segment waits until it is done."),
    TCP_V4_DO_RCV(
            53, FUNCTION, "tcp_v4_do_rcv", 1, null, Stage.TCP, "The socket works on the segment."),
    TCP_V6_DO_RCV(
            54, FUNCTION, "tcp_v6_do_rcv", 1, null, Stage.TCP, "The socket works on the segment."),
    TCP_RCV_ESTABLISHED(
            55,
            FUNCTION,
            "tcp_rcv_established",
            1,
            null,
            Stage.TCP,
            "An established connection works on the segment: data or acknowledgements."),
    TCP_RCV_STATE_PROCESS(
            56,
            FUNCTION,
            "tcp_rcv_state_process",
            1,
            null,
            Stage.TCP,
            "A connection that is being opened or closed works on the segment."),
    TCP_DATA_QUEUE(
            57,
            FUNCTION,
            "tcp_data_queue",
            1,
            null,
            Stage.TCP,
            "The segment's data go to the socket's receive queue."),
    TCP_DATA_QUEUE_OFO(
            58,
            FUNCTION,
            "tcp_data_queue_ofo",
            1,
            null,
            Stage.TCP,
            "The segment came out of order: its data wait for those that are missing."),
    UDP_RCV(
            60,
            FUNCTION,
            "udp_rcv",
            0,
            null,
            Stage.UDP,
            "UDP takes the datagram and looks for its socket."),
    UDPV6_RCV(
            61,
            FUNCTION,
            "udpv6_rcv",
            0,
            null,
            Stage.UDP,
            "UDP takes the datagram and looks for its socket."),
    UDP_QUEUE_RCV_SKB(
            62,
            FUNCTION,
            "udp_queue_rcv_skb",
            1,
            null,
            Stage.UDP,
            "The datagram has its socket, which may still refuse it."),
    UDPV6_QUEUE_RCV_SKB(
            63,
            FUNCTION,
            "udpv6_queue_rcv_skb",
            1,
            null,
            Stage.UDP,
            "The datagram has its socket, which may still refuse it."),
    UDP_ENQUEUE_SCHEDULE_SKB(
            64,
            FUNCTION,
            "__udp_enqueue_schedule_skb",
            1,
            null,
            Stage.UDP,
            "The datagram goes to the socket's receive queue, if that has room."),
    ICMP_RCV(65, FUNCTION, "icmp_rcv", 0, null, Stage.ICMP, "ICMP takes the message."),
    ICMPV6_RCV(66, FUNCTION, "icmpv6_rcv", 0, null, Stage.ICMP, "ICMPv6 takes the message."),
    ICMP_SEND(
            67,
            FUNCTION,
            "__icmp_send",
            0,
            null,
            Stage.ICMP,
            "The kernel answers this packet with an ICMP error."),
    ICMP6_SEND(
            68,
            FUNCTION,
            "icmp6_send",
            0,
            null,
            Stage.ICMP,
            "The kernel answers this packet with an ICMPv6 error."),
    TCP_SENDMSG(
            70, FUNCTION, "tcp_sendmsg", -1, null, Stage.SOCKET, "A write to the socket begins."),
    TCP_TRANSMIT_SKB(
            71,
            FUNCTION,
            "__tcp_transmit_skb",
            -1,
            null,
            Stage.TCP,
            "TCP builds a segment: congestion and receive windows have let it go."),
    IP_QUEUE_XMIT(
            72,
            FUNCTION,
            "__ip_queue_xmit",
            1,
            null,
            Stage.IP,
            "TCP hands the segment to IPv4, which finds its route."),
    IP6_XMIT(73, FUNCTION, "ip6_xmit", 1, null, Stage.IP, "TCP hands the segment to IPv6."),
    IP_LOCAL_OUT(
            74,
            FUNCTION,
            "__ip_local_out",
            2,
            null,
            Stage.IP,
            "The packet has its IP header; filters on OUTPUT come next."),
    IP_OUTPUT(
            75,
            FUNCTION,
            "ip_output",
            2,
            null,
            Stage.IP,
            "The packet has passed OUTPUT; filters on POSTROUTING come next."),
    IP_MC_OUTPUT(
            76,
            FUNCTION,
            "ip_mc_output",
            2,
            null,
            Stage.IP,
            "The packet goes to many; filters on POSTROUTING come next."),
    IP_FINISH_OUTPUT(
            77,
            FUNCTION,
            "ip_finish_output",
            2,
            null,
            Stage.IP,
            "The packet has passed POSTROUTING; its size is checked against the path's MTU."),
    IP_DO_FRAGMENT(
            78,
            FUNCTION,
            "ip_do_fragment",
            2,
            null,
            Stage.IP,
            "The packet is larger than the MTU and is cut into fragments."),
    IP_FINISH_OUTPUT2(
            79,
            FUNCTION,
            "ip_finish_output2",
            2,
            null,
            Stage.IP,
            "The packet needs the link-layer address of its next hop."),
    IP6_LOCAL_OUT(
            80,
            FUNCTION,
            "__ip6_local_out",
            2,
            null,
            Stage.IP,
            "The packet has its IP header; filters on OUTPUT come next."),
    IP6_OUTPUT(
            81,
            FUNCTION,
            "ip6_output",
            2,
            null,
            Stage.IP,
            "The packet has passed OUTPUT; filters on POSTROUTING come next."),
    IP6_FINISH_OUTPUT(
            82,
            FUNCTION,
            "ip6_finish_output",
            2,
            null,
            Stage.IP,
            "The packet has passed POSTROUTING; its size is checked against the path's MTU."),
    IP6_FRAGMENT(
            83,
            FUNCTION,
            "ip6_fragment",
            2,
            null,
            Stage.IP,
            "The packet is larger than the MTU and is cut into fragments."),
    IP6_FINISH_OUTPUT2(
            84,
            FUNCTION,
            "ip6_finish_output2",
            2,
            null,
            Stage.IP,
            "The packet needs the link-layer address of its next hop."),
    NEIGH_RESOLVE_OUTPUT(
            85,
            FUNCTION,
            "neigh_resolve_output",
            1,
            null,
            Stage.NEIGHBOUR,
            "The link-layer address of the next hop is looked up by ARP or neighbour discovery."),
    NEIGH_EVENT_SEND(
            86,
            FUNCTION,
            "__neigh_event_send",
            1,
            null,
            Stage.NEIGHBOUR,
            "The packet waits, since nobody knows the next hop's link-layer address yet."),
    DEV_QUEUE_XMIT(
            90,
            FUNCTION,
            "__dev_queue_xmit",
            0,
            null,
            Stage.QUEUE,
            "The packet is handed to its device; tc egress and the choice of a queue come next."),
    SCH_DIRECT_XMIT(
            91,
            FUNCTION,
            "sch_direct_xmit",
            0,
            null,
            Stage.QDISC,
            "The queueing discipline hands the packet to the driver."),
    DEV_HARD_START_XMIT(
            92,
            FUNCTION,
            "dev_hard_start_xmit",
            0,
            null,
            Stage.TRANSMIT,
            "The packet goes to the driver: here tcpdump sees it."),
    LOOPBACK_XMIT(
            93,
            FUNCTION,
            "loopback_xmit",
            0,
            null,
            Stage.TRANSMIT,
            "The loopback device turns the packet round."),
    VETH_XMIT(
            94,
            FUNCTION,
            "veth_xmit",
            0,
            "veth",
            Stage.TRANSMIT,
            "The packet goes through a veth pair, mostly into or out of a container."),
    BR_DEV_XMIT(
            95,
            FUNCTION,
            "br_dev_xmit",
            0,
            "bridge",
            Stage.BRIDGE,
            "This host sends the packet through a bridge."),
    VLAN_DEV_HARD_START_XMIT(
            96,
            FUNCTION,
            "vlan_dev_hard_start_xmit",
            0,
            "8021q",
            Stage.TRANSMIT,
            "A VLAN device puts its tag on the packet."),
    IPVLAN_START_XMIT(
            97,
            FUNCTION,
            "ipvlan_start_xmit",
            0,
            "ipvlan",
            Stage.TRANSMIT,
            "The packet leaves through an ipvlan device, mostly out of a container."),
    MACVLAN_START_XMIT(
            98,
            FUNCTION,
            "macvlan_start_xmit",
            0,
            "macvlan",
            Stage.TRANSMIT,
            "The packet leaves through a macvlan device, mostly out of a container."),
    TUN_NET_XMIT(
            99,
            FUNCTION,
            "tun_net_xmit",
            0,
            "tun",
            Stage.TRANSMIT,
            "The packet goes to a program behind a tun or tap device, such as a VPN."),
    VXLAN_XMIT(
            100,
            FUNCTION,
            "vxlan_xmit",
            0,
            "vxlan",
            Stage.TUNNEL,
            "The packet gets a VXLAN header and an outer UDP packet round it."),
    IPIP_TUNNEL_XMIT(
            101,
            FUNCTION,
            "ipip_tunnel_xmit",
            0,
            "ipip",
            Stage.TUNNEL,
            "The packet gets another IPv4 header round it."),
    SKB_SCRUB_PACKET(
            102,
            FUNCTION,
            "skb_scrub_packet",
            0,
            null,
            Stage.TUNNEL,
            "The packet crosses over into another network namespace, or into or out of a tunnel."),
    NF_HOOK_SLOW(
            110,
            FUNCTION,
            "nf_hook_slow",
            0,
            null,
            Stage.NETFILTER,
            "Filters, address translation and connection tracking of one hook are asked, one after"
                    + " the other."),
    NF_CONNTRACK_IN(
            111,
            FUNCTION,
            "nf_conntrack_in",
            0,
            "nf_conntrack",
            Stage.NETFILTER,
            "Connection tracking finds the connection that the packet belongs to."),
    NF_CONNTRACK_CONFIRM(
            112,
            FUNCTION,
            "__nf_conntrack_confirm",
            0,
            "nf_conntrack",
            Stage.NETFILTER,
            "Connection tracking enters a new connection, whose first packet has passed all"
                    + " filters."),
    NF_NAT_INET_FN(
            113,
            FUNCTION,
            "nf_nat_inet_fn",
            1,
            "nf_nat",
            Stage.NETFILTER,
            "Address translation decides about the packet's connection."),
    NF_NAT_MANIP_PKT(
            114,
            FUNCTION,
            "nf_nat_manip_pkt",
            0,
            "nf_nat",
            Stage.NETFILTER,
            "Address translation changes an address or port in the packet."),
    SKB_CLONE(
            120,
            FUNCTION,
            "skb_clone",
            -1,
            null,
            Stage.OTHER,
            "The packet gets a second head for the same data, since it goes on to more than one"
                    + " place."),
    SKB_COPY(
            121,
            FUNCTION,
            "skb_copy",
            -1,
            null,
            Stage.OTHER,
            "The whole packet is copied, since somebody wants to change it."),
    PSKB_COPY_FCLONE(
            122,
            FUNCTION,
            "__pskb_copy_fclone",
            -1,
            null,
            Stage.OTHER,
            "The packet's headers are copied, since somebody wants to change them."),
    SKB_COPY_EXPAND(
            123,
            FUNCTION,
            "skb_copy_expand",
            -1,
            null,
            Stage.OTHER,
            "The packet is copied to where there is more room for headers."),
    SKB_MORPH(
            124,
            FUNCTION,
            "skb_morph",
            -1,
            null,
            Stage.OTHER,
            "A reassembled packet takes the place of its last fragment."),
    SKB_GSO_SEGMENT(
            125,
            FUNCTION,
            "__skb_gso_segment",
            -1,
            null,
            Stage.TRANSMIT,
            "A packet that is larger than the device can send is cut into segments, each a"
                    + " packet of its own."),
    SKB_GRO_RECEIVE(
            126,
            FUNCTION,
            "skb_gro_receive",
            -1,
            null,
            Stage.GRO,
            "Receive offload adds the packet's data to the packet before it, which goes on for"
                    + " both."),
    SKB_GRO_RECEIVE_LIST(
            127,
            FUNCTION,
            "skb_gro_receive_list",
            -1,
            null,
            Stage.GRO,
            "Receive offload hangs the packet onto the packet before it, which goes on for both."),
    SKB_TRY_COALESCE(
            128,
            FUNCTION,
            "skb_try_coalesce",
            -1,
            null,
            Stage.SOCKET,
            "The packet's data are added to the packet before it, which waits to be read or"
                    + " reassembled."),
    PLAIN_KFREE_SKB(
            129,
            FUNCTION,
            "__kfree_skb",
            -1,
            null,
            Stage.FREE,
            "The packet has served its purpose, and its memory is free again."),
    SKB_ATTEMPT_DEFER_FREE(
            130,
            FUNCTION,
            "skb_attempt_defer_free",
            -1,
            null,
            Stage.FREE,
            "The packet has been read, and its memory goes back to the CPU that it came from."),
    FUNCTION_WITH_SKB(
            255,
            ANY,
            "function",
            -1,
            null,
            Stage.OTHER,
            "Any other function that takes a packet, asked for by the option hops.");

    /** What a place is to the kernel. */
    enum Kind {
        /** A tracepoint; its program has its name. */
        TRACEPOINT,
        /** A function; its programs have its name behind that of their backend. */
        FUNCTION,
        /** Whatever function the user asked for. */
        ANY
    }

    private static final Hop[] BY_ID = new Hop[256];

    static {
        for (Hop hop : values()) {
            BY_ID[hop.id] = hop;
        }
    }

    private final int id;
    private final Kind kind;
    private final String function;
    private final int argument;
    private final String module;
    private final Stage stage;
    private final String explanation;

    Hop(
            int id,
            Kind kind,
            String function,
            int argument,
            String module,
            Stage stage,
            String explanation) {
        this.id = id;
        this.kind = kind;
        this.function = function;
        this.argument = argument;
        this.module = module;
        this.stage = stage;
        this.explanation = explanation;
    }

    /**
     * Returns the hop of a number in a record.
     *
     * @return null for a number that is none
     */
    public static Hop of(int id) {
        return id > 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /** Returns the number in records, 1 to 255. */
    public int id() {
        return id;
    }

    /** Returns the kernel's name of the place. */
    public String function() {
        return function;
    }

    /** Returns the part of the kernel that the packet is in from here on. */
    public Stage stage() {
        return stage;
    }

    /** Returns one sentence for people who learn how Linux moves packets. */
    public String explanation() {
        return explanation;
    }

    /** Returns whether the place is a tracepoint. */
    public boolean isTracepoint() {
        return kind == TRACEPOINT;
    }

    /** Returns which argument of the function is the packet, from 0; -1 where none is. */
    int argument() {
        return argument;
    }

    /** Returns the module that has the function in Debian's kernels; null for the kernel itself. */
    String module() {
        return module;
    }

    static List<String> functions() {
        return Arrays.stream(values()).filter(hop -> hop.kind != ANY).map(Hop::function).toList();
    }
}
