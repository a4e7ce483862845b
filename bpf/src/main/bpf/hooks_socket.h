/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets at their socket, and the calls of threads on it. */
#ifndef MYTRACER_HOOKS_SOCKET_H
#define MYTRACER_HOOKS_SOCKET_H

#include "report.h"
#include <bpf/bpf_tracing.h>

/*
 * Says that a socket has something to read. In a softirq that is because of the packet that this
 * CPU is receiving, also where TCP has merged it into the one before; else, with the backlog, of
 * the one that was queued last.
 */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, const struct sock *sk)
{
	__u32 ports = (__u32)bpf_ntohs(sk->__sk_common.skc_dport) << 16 | sk->__sk_common.skc_num;
	struct on_cpu *cpu = this_cpu();
	struct packet *packet;
	struct flow_key key;
	struct flow *flow;
	__u64 tail;

	/* Neither our socket nor the peer of one. */
	if (!shared.port_flows[ports & 0xffff] && !shared.port_flows[ports >> 16])
		return 0;
	if (cpu && cpu->in_softirq && cpu->received_packet && cpu->received_ports == ports) {
		bare_hop(cpu->received_skb, cpu->received_packet, cpu->received_flow,
			 HOP_SK_DATA_READY, 0, 0);
		return 0;
	}
	tail = (__u64)sk->sk_receive_queue.prev;
	packet = bpf_map_lookup_elem(&packets, &tail);
	if (packet) {
		bare_hop(tail, packet->id, packet->flow, HOP_SK_DATA_READY, 0,
			 packet->tentative ? FLAG_TENTATIVE : 0);
		return 0;
	}
	/* A listener, which has no remote port. */
	flow = find_socket(&key, sk);
	if (flow && cpu && cpu->received_packet && cpu->received_flow == flow->cookie)
		bare_hop(cpu->received_skb, cpu->received_packet, flow->cookie, HOP_SK_DATA_READY,
			 0, 0);
	return 0;
}

/* The whole of an skb has been copied: it is freed now, without a tracepoint (tcp_eat_recv_skb()). */
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(skb_copy_datagram_iovec, const struct sk_buff *skb, int length)
{
	__u64 address = (__u64)skb;
	struct packet *packet = bpf_map_lookup_elem(&packets, &address);
	bool final;
	struct headers h;

	if (!packet)
		return 0;
	packet->copied += length;
	final = packet->copied >= skb->len;
	if (read_headers(skb, false, &h))
		hop(skb, packet, &h, HOP_SKB_COPY_DATAGRAM_IOVEC, length, final ? FLAG_FINAL : 0,
		    false);
	if (final)
		bpf_map_delete_elem(&packets, &address);
	return 0;
}

/* Enters a UDP socket that the JVM uses; there is no tracepoint when one is bound or connected. */
static __always_inline void note_udp(struct flow_key *key, const struct sock *sk)
{
	struct flow flow = { .generation = shared.generation };
	bool v6only;

	flow.cookie = bpf_get_socket_cookie((void *)sk);
	flow.netns = socket_netns(sk);
	v6only = BPF_CORE_READ_BITFIELD(sk, __sk_common.skc_ipv6only);
	flow_event(key, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
	put_socket(key, &flow, v6only);
}

static __always_inline int socket_call(const struct sock *sk, int length, __u8 id, __u8 direction)
{
	struct flow_key key;
	struct record *r;
	struct flow *flow;
	__u64 cookie;

	if (current_tgid() != shared.own_tgid)
		return 0;
	if (!socket_key(&key, sk))
		return 0;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (key.protocol == IPPROTO_UDP && (!flow || !flow->cookie)) {
		struct flow_key copy = key;

		note_udp(&copy, sk);
		flow = bpf_map_lookup_elem(&flows, &key);
	}
	if (!flow || flow->state == FLOW_FOREIGN || length < 0)
		return 0;
	cookie = flow->cookie;
	if (!filter_passes(key.local, key.local_port, key.remote, key.remote_port, key.protocol))
		return 0;
	r = reserve(sizeof(*r));
	if (!r)
		return 0;
	describe(r, KIND_HOP, id);
	describe_socket(r, &key, direction);
	r->flow = cookie;
	r->netns = socket_netns(sk);
	r->length = length;
	r->value = length;
	submit(r);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, const struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_SOCK_SEND_LENGTH, DIRECTION_OUT);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, const struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_SOCK_RECV_LENGTH, DIRECTION_IN);
}

#endif
