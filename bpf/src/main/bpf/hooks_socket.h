/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets at their socket, and the calls of threads on it. */
#ifndef MYTRACER_HOOKS_SOCKET_H
#define MYTRACER_HOOKS_SOCKET_H

#include "kin.h"
#include <bpf/bpf_tracing.h>

/*
 * Says that a socket has something to read. In a softirq that is because of the packet that this
 * CPU is receiving, also where TCP has merged it into the one before; else, with the backlog, of
 * the one that was queued last.
 */
static __always_inline int data_ready(void *ctx, const struct sock *sk)
{
	__u16 local = sk->__sk_common.skc_num;
	__u16 remote = bpf_ntohs(sk->__sk_common.skc_dport);
	__u32 ports = (__u32)remote << 16 | local;
	struct packet *packet;
	struct on_cpu *cpu;
	struct flow_key key;
	struct flow *flow;
	__u64 tail;

	/* Neither our socket nor the peer of one. */
	if (!everybody && !flows_at(local) && !flows_at(remote))
		return 0;
	cpu = this_cpu();
	if (cpu && cpu->in_softirq && cpu->received_packet && cpu->received_ports == ports) {
		packet = known(cpu->received_skb);
		if (packet && packet->id == cpu->received_packet)
			count_time(packet, HOP_sk_data_ready);
		bare_hop(ctx, cpu->received_skb, cpu->received_packet, cpu->received_flow,
			 HOP_sk_data_ready, 0, 0);
		return 0;
	}
	tail = (__u64)BPF_CORE_READ(sk, sk_receive_queue.prev);
	packet = known(tail);
	if (packet) {
		count_time(packet, HOP_sk_data_ready);
		bare_hop(ctx, tail, packet->id, packet->flow, HOP_sk_data_ready, 0,
			 packet->tentative ? FLAG_TENTATIVE : 0);
		return 0;
	}
	/* A listener, which has no remote port. */
	flow = find_socket(&key, sk);
	if (flow && cpu && cpu->received_packet && cpu->received_flow == flow->cookie)
		bare_hop(ctx, cpu->received_skb, cpu->received_packet, flow->cookie,
			 HOP_sk_data_ready, 0, 0);
	return 0;
}

SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, const struct sock *sk)
{
	return data_ready(ctx, sk);
}

/* What sk_data_ready points to before Linux 6.3, which brought the tracepoint. */
SEC("fentry/sock_def_readable")
int BPF_PROG(fentry_sock_def_readable, const struct sock *sk)
{
	return data_ready(ctx, sk);
}

/* The whole of an skb has been copied: it is freed now, without a tracepoint (tcp_eat_recv_skb()). */
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(skb_copy_datagram_iovec, const struct sk_buff *skb, int length)
{
	struct packet *packet = known((__u64)skb);
	struct sighting at;
	bool final;

	if (!packet || is_aside(packet))
		return 0;
	packet->copied += length;
	final = packet->copied >= skb->len;
	see(&at, skb, true);
	at.place = QUEUED;
	if (read_headers(&at, false)) {
		__u8 flags = final ? FLAG_FINAL : 0;

		identify(&at, packet);
		count_time(packet, HOP_skb_copy_datagram_iovec);
		if (wants_stack(at.packet))
			hop_with_stack(ctx, &at, HOP_skb_copy_datagram_iovec, length, flags);
		else
			hop(&at, HOP_skb_copy_datagram_iovec, length, flags);
	}
	if (final)
		forget((__u64)skb);
	return 0;
}

/* Enters a UDP socket that the JVM uses; there is no tracepoint when one is bound or connected. */
static __always_inline void note_udp(struct flow_key *key, struct sock *sk)
{
	struct flow flow = { .generation = shared.generation };

	flow.cookie = socket_cookie(sk);
	flow.netns = socket_netns(sk);
	flow_event(key, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
	put_socket(key, &flow, socket_is_v6only(sk));
}

/* Which bytes of the stream a call has moved: tells the agent, and the thread that made the call. */
static __always_inline void tell_bytes(struct record *r, const struct sock *sk,
				       struct caller *caller)
{
	const struct tcp_sock *tcp = (const struct tcp_sock *)sk;
	__u32 end = r->hop == HOP_sock_recv_length ? BPF_CORE_READ(tcp, copied_seq) :
						     BPF_CORE_READ(tcp, write_seq);

	r->seq = end - r->length;
	if (!caller)
		return;
	/* The kernel cuts a sendfile() into several sends. */
	if (caller->flow != r->flow || caller->end != r->seq)
		caller->begin = r->seq;
	caller->flow = r->flow;
	caller->end = end;
}

static __always_inline int socket_call(struct sock *sk, int length, __u8 id, __u8 direction)
{
	struct caller *caller;
	struct flow_key key;
	struct record *r;
	struct flow *flow;
	__u64 cookie;

	if (!sk || current_tgid() != shared.own_tgid)
		return 0;
	if (!socket_key_by(&key, sk, true))
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
	r = tells_hops() ? reserve(sizeof(*r)) : NULL;
	if (!r)
		return 0;
	caller = describe(r, KIND_HOP, id);
	describe_socket(r, &key, direction);
	r->flow = cookie;
	r->netns = socket_netns(sk);
	r->length = length;
	r->value = length;
	if (key.protocol == IPPROTO_TCP && length && id != HOP_tcp_sendmsg)
		tell_bytes(r, sk, caller);
	submit(r);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_sock_send_length, DIRECTION_OUT);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_sock_recv_length, DIRECTION_IN);
}

/* Before Linux 6.3 there are no tracepoints for the length that a call has moved. */
SEC("fexit/inet_sendmsg")
int BPF_PROG(fexit_inet_sendmsg, struct socket *socket, void *message, unsigned long size,
	     int length)
{
	return socket_call(socket->sk, length, HOP_sock_send_length, DIRECTION_OUT);
}

SEC("fexit/inet6_sendmsg")
int BPF_PROG(fexit_inet6_sendmsg, struct socket *socket, void *message, unsigned long size,
	     int length)
{
	return socket_call(socket->sk, length, HOP_sock_send_length, DIRECTION_OUT);
}

SEC("fexit/inet_recvmsg")
int BPF_PROG(fexit_inet_recvmsg, struct socket *socket, void *message, unsigned long size,
	     int flags, int length)
{
	return socket_call(socket->sk, length, HOP_sock_recv_length, DIRECTION_IN);
}

SEC("fexit/inet6_recvmsg")
int BPF_PROG(fexit_inet6_recvmsg, struct socket *socket, void *message, unsigned long size,
	     int flags, int length)
{
	return socket_call(socket->sk, length, HOP_sock_recv_length, DIRECTION_IN);
}

/* A write begins; its end is sock_send_length. */
SEC("fentry/tcp_sendmsg")
int BPF_PROG(fentry_tcp_sendmsg, struct sock *sk, void *message, unsigned long size)
{
	return socket_call(sk, size > 0x7fffffff ? 0x7fffffff : size, HOP_tcp_sendmsg,
			   DIRECTION_OUT);
}

#endif
