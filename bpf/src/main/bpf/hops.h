/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The places where packets are seen. io.mytracer.bpf.Hop has the same table with what people want
 * to know about them; tests compare the two.
 */
#ifndef MYTRACER_HOPS_H
#define MYTRACER_HOPS_H

/* How a packet stands at a place. */
enum place {
	/* It may be met here first; elsewhere it is followed already or foreign. */
	BEGINS = 1 << 0,
	/* It is on its way out. */
	SENDING = 1 << 1,
	/* The IP header is at skb->data. */
	AT_DATA = 1 << 2,
	/* TCP's header is at skb->data, the IP header is yet to be written. */
	AT_TRANSPORT = 1 << 3,
	/* skb->dev is no device: sockets' queues keep other things in its place. */
	QUEUED = 1 << 4,
	/* The receive core has it from here on. */
	RECEIVED = 1 << 5,
	/* For tcpdump and the like, which take a copy that goes nowhere else. */
	CAPTURES = 1 << 6,
	/* It may be met here first if its addresses have been translated. */
	TRANSLATED = 1 << 7,
	/* Behind the last translation: other addresses than the socket's are noted. */
	LEAVES = 1 << 8,
};

/* Tracepoints: number, name, how a packet stands there. */
#define TRACEPOINT_HOPS(X)                                   \
	X(1, napi_gro_receive_entry, BEGINS | AT_DATA)       \
	X(2, netif_rx, BEGINS | AT_DATA)                     \
	X(3, netif_receive_skb, BEGINS | AT_DATA | RECEIVED) \
	X(4, net_dev_queue, BEGINS | SENDING | LEAVES)       \
	X(5, qdisc_enqueue, BEGINS | SENDING)                \
	X(6, qdisc_dequeue, BEGINS | SENDING)                \
	X(7, net_dev_start_xmit, BEGINS | SENDING)           \
	X(8, net_dev_xmit, SENDING)                          \
	X(9, sk_data_ready, 0)                               \
	X(10, skb_copy_datagram_iovec, QUEUED)               \
	X(11, sock_recv_length, 0)                           \
	X(12, sock_send_length, 0)                           \
	X(13, tcp_retransmit_skb, 0)                         \
	X(14, tcp_retransmit_synack, 0)                      \
	X(15, tcp_send_reset, 0)                             \
	X(16, tcp_receive_reset, 0)                          \
	X(17, kfree_skb, 0)                                  \
	X(18, consume_skb, 0)

/* Functions: number, name, which argument is the skb (from 0), how a packet stands there. */
#define FUNCTION_HOPS(X)                                           \
	X(20, bpf_prog_run_generic_xdp, 0, 0)                      \
	X(21, tcf_classify, 0, 0)                                  \
	X(22, packet_rcv, 0, CAPTURES)                             \
	X(23, tpacket_rcv, 0, CAPTURES)                            \
	X(24, br_handle_frame_finish, 2, 0)                        \
	X(25, br_pass_frame_up, 0, 0)                              \
	X(26, br_forward, 1, 0)                                    \
	X(27, br_forward_finish, 2, 0)                             \
	X(30, ip_rcv, 0, BEGINS)                                   \
	X(31, ip_rcv_finish, 2, TRANSLATED)                        \
	X(32, ip_route_input_noref, 0, 0)                          \
	X(33, fib_validate_source, 0, 0)                           \
	X(34, ip_defrag, 1, 0)                                     \
	X(35, ip_local_deliver, 0, TRANSLATED)                     \
	X(36, ip_local_deliver_finish, 2, TRANSLATED)              \
	X(37, ip_forward, 0, 0)                                    \
	X(38, ip_forward_finish, 2, 0)                             \
	X(40, ipv6_rcv, 0, BEGINS)                                 \
	X(41, ip6_rcv_finish, 2, TRANSLATED)                       \
	X(42, ip6_route_input, 0, 0)                               \
	X(43, ip6_input, 0, TRANSLATED)                            \
	X(44, ip6_input_finish, 2, TRANSLATED)                     \
	X(45, ip6_forward, 0, 0)                                   \
	X(50, tcp_v4_rcv, 0, 0)                                    \
	X(51, tcp_v6_rcv, 0, 0)                                    \
	X(52, tcp_add_backlog, 1, QUEUED)                          \
	X(53, tcp_v4_do_rcv, 1, QUEUED)                            \
	X(54, tcp_v6_do_rcv, 1, QUEUED)                            \
	X(55, tcp_rcv_established, 1, QUEUED)                      \
	X(56, tcp_rcv_state_process, 1, QUEUED)                    \
	X(57, tcp_data_queue, 1, QUEUED)                           \
	X(58, tcp_data_queue_ofo, 1, QUEUED)                       \
	X(60, udp_rcv, 0, 0)                                       \
	X(61, udpv6_rcv, 0, 0)                                     \
	X(62, udp_queue_rcv_skb, 1, 0)                             \
	X(63, udpv6_queue_rcv_skb, 1, 0)                           \
	X(64, __udp_enqueue_schedule_skb, 1, 0)                    \
	X(65, icmp_rcv, 0, 0)                                      \
	X(66, icmpv6_rcv, 0, 0)                                    \
	X(67, __icmp_send, 0, 0)                                   \
	X(68, icmp6_send, 0, 0)                                    \
	X(72, __ip_queue_xmit, 1, BEGINS | SENDING | AT_TRANSPORT) \
	X(73, ip6_xmit, 1, BEGINS | SENDING | AT_TRANSPORT)        \
	X(74, __ip_local_out, 2, BEGINS | SENDING)                 \
	X(75, ip_output, 2, SENDING)                               \
	X(76, ip_mc_output, 2, SENDING)                            \
	X(77, ip_finish_output, 2, SENDING)                        \
	X(78, ip_do_fragment, 2, SENDING)                          \
	X(79, ip_finish_output2, 2, SENDING)                       \
	X(80, __ip6_local_out, 2, BEGINS | SENDING)                \
	X(81, ip6_output, 2, SENDING)                              \
	X(82, ip6_finish_output, 2, SENDING)                       \
	X(83, ip6_fragment, 2, SENDING)                            \
	X(84, ip6_finish_output2, 2, SENDING)                      \
	X(85, neigh_resolve_output, 1, SENDING)                    \
	X(86, __neigh_event_send, 1, SENDING)                      \
	X(90, __dev_queue_xmit, 0, BEGINS | SENDING)               \
	X(91, sch_direct_xmit, 0, SENDING)                         \
	X(92, dev_hard_start_xmit, 0, BEGINS | SENDING)            \
	X(93, loopback_xmit, 0, SENDING)                           \
	X(94, veth_xmit, 0, SENDING)                               \
	X(95, br_dev_xmit, 0, SENDING)                             \
	X(96, vlan_dev_hard_start_xmit, 0, SENDING)                \
	X(97, ipvlan_start_xmit, 0, SENDING)                       \
	X(98, macvlan_start_xmit, 0, SENDING)                      \
	X(99, tun_net_xmit, 0, SENDING)                            \
	X(100, vxlan_xmit, 0, SENDING)                             \
	X(101, ipip_tunnel_xmit, 0, SENDING)                       \
	X(102, skb_scrub_packet, 0, 0)                             \
	X(110, nf_hook_slow, 0, 0)                                 \
	X(111, nf_conntrack_in, 0, 0)                              \
	X(112, __nf_conntrack_confirm, 0, 0)                       \
	X(113, nf_nat_inet_fn, 1, 0)                               \
	X(114, nf_nat_manip_pkt, 0, 0)

/* Functions about a socket, whose programs are written out. */
#define SOCKET_HOPS(X)     \
	X(70, tcp_sendmsg) \
	X(71, __tcp_transmit_skb)

/* Functions that make a packet from another, join two or free one: their programs, too. */
#define KIN_HOPS(X)                  \
	X(120, skb_clone)            \
	X(121, skb_copy)             \
	X(122, __pskb_copy_fclone)   \
	X(123, skb_copy_expand)      \
	X(124, skb_morph)            \
	X(125, __skb_gso_segment)    \
	X(126, skb_gro_receive)      \
	X(127, skb_gro_receive_list) \
	X(128, skb_try_coalesce)     \
	X(129, __kfree_skb)          \
	X(130, skb_attempt_defer_free)

#define HOP_NUMBER(number, name, ...) HOP_##name = number,
enum hop {
	HOP_NONE = 0,
	TRACEPOINT_HOPS(HOP_NUMBER)
	FUNCTION_HOPS(HOP_NUMBER) SOCKET_HOPS(HOP_NUMBER)
		KIN_HOPS(HOP_NUMBER) HOP_function = 255, /* any function that takes an skb */
};

#endif
