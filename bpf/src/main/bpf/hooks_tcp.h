/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What TCP decides: to send again, to reset. */
#ifndef MYTRACER_HOOKS_TCP_H
#define MYTRACER_HOOKS_TCP_H

#include "report.h"
#include <bpf/bpf_tracing.h>

/* What happened to an own socket, with its two ends as a packet of that direction has them. */
static __always_inline struct cause_record *
begin_cause(const struct flow_key *key, const struct flow *flow, __u8 kind, __u8 id, __u8 direction)
{
	struct cause_record *c = reserve(sizeof(*c));

	if (!c)
		return NULL;
	describe(&c->record, kind, id);
	describe_socket(&c->record, key, direction);
	c->record.flow = flow->cookie;
	c->record.netns = flow->netns;
	c->location = 0;
	c->reason = 0;
	c->state = 0;
	return c;
}

static __always_inline int end_cause(void *ctx, struct cause_record *c)
{
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(tcp_retransmit_skb, const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcp_skb_cb *cb;
	struct flow flow = {};
	struct cause_record *c;
	struct flow_key key;

	if (!may_be_own_socket(sk, true) || !told_socket(&key, &flow, sk))
		return 0;
	c = begin_cause(&key, &flow, KIND_RETRANSMIT, HOP_tcp_retransmit_skb, DIRECTION_OUT);
	if (!c)
		return 0;
	c->record.skb = (__u64)skb;
	cb = (const struct tcp_skb_cb *)skb->cb;
	c->record.seq = BPF_CORE_READ(cb, seq);
	c->record.length = BPF_CORE_READ(cb, end_seq) - c->record.seq;
	c->reason = BPF_CORE_READ_BITFIELD_PROBED((const struct inet_connection_sock *)sk,
						  icsk_ca_state);
	c->state = sk->__sk_common.skc_state;
	return end_cause(ctx, c);
}

SEC("tp_btf/tcp_retransmit_synack")
int BPF_PROG(tcp_retransmit_synack, const struct sock *sk, const struct request_sock *request)
{
	struct flow flow = {};
	struct cause_record *c;
	struct flow_key key;

	if (!told_socket(&key, &flow, sk))
		return 0;
	if (request->__req_common.skc_family == AF_INET6) {
		bpf_probe_read_kernel(key.local, 16, &request->__req_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(key.remote, 16, &request->__req_common.skc_v6_daddr);
	} else {
		map_v4(key.local, request->__req_common.skc_rcv_saddr);
		map_v4(key.remote, request->__req_common.skc_daddr);
	}
	key.remote_port = bpf_ntohs(request->__req_common.skc_dport);
	if (!filter_passes(key.local, key.local_port, key.remote, key.remote_port, key.protocol))
		return 0;
	c = begin_cause(&key, &flow, KIND_RETRANSMIT, HOP_tcp_retransmit_synack, DIRECTION_OUT);
	if (!c)
		return 0;
	c->record.tcp_flags = TCP_FLAG_SYN | TCP_FLAG_ACK;
	c->state = TCP_NEW_SYN_RECV;
	return end_cause(ctx, c);
}

/* The reset that answers a packet without a socket leaves without one, too: watch for it. */
static __always_inline void expect_answer(const struct headers *h, __u32 netns)
{
	struct flow flow = { .netns = netns, .state = FLOW_ENDED };
	struct flow_key key;

	packet_key(&key, h, false);
	if (put_flow(&key, &flow))
		flow_event(&key, 0, netns, KIND_FLOW_ENDED, 1000);
}

/* Not what stands for a connection that is being opened, or is over. */
static __always_inline bool is_full_socket(const struct sock *sk)
{
	__u8 state = sk ? BPF_CORE_READ(sk, __sk_common.skc_state) : TCP_TIME_WAIT;

	return state != TCP_TIME_WAIT && state != TCP_NEW_SYN_RECV;
}

/* typed as for see(). */
static __always_inline int reset_sent(void *ctx, const struct sock *sk, const struct sk_buff *skb,
				      bool typed, bool has_reason, __u32 reason)
{
	struct packet *packet = NULL;
	struct flow flow = {};
	struct cause_record *c;
	struct packet copy = {};
	struct sighting at;
	struct flow_key key;
	bool answers;

	if (skb)
		packet = known((__u64)skb);
	answers = skb && (packet || !is_full_socket(sk) ||
			  BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_LISTEN);
	if (!answers && (!sk || !told_socket(&key, &flow, sk)))
		return 0;
	if (answers) {
		see(&at, skb, typed);
		if (!read_headers(&at, false) || at.h.tcp_flags & TCP_FLAG_RST)
			return 0; /* a reset is never answered */
		if (packet) {
			if (packet->tentative && !sk) {
				copy.tentative = 1;
				packet->tentative = 0;
			}
			copy.id = packet->id;
			copy.flow = packet->flow;
			copy.netns = packet->netns;
			copy.direction = packet->direction;
		} else {
			if (!is_ours(&at, false, true))
				return 0;
			copy.id = next_packet();
			copy.flow = at.flow;
			copy.netns = at.netns;
			copy.direction = at.direction;
			count(packets);
		}
		if (!sk) {
			barrier(); /* or clang tests sk | flow, and the verifier lets no one add to a pointer */
			if (!everybody && !copy.flow && follows_more())
				expect_answer(&at.h, copy.netns);
		}
	}
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_RESET_SENT, HOP_tcp_send_reset);
	if (answers) {
		describe_headers(&c->record, &at.h);
		c->record.skb = (__u64)skb;
		c->record.packet = copy.id;
		c->record.flow = copy.flow;
		c->record.netns = copy.netns;
		describe_standing(&c->record, &at);
		c->record.direction = copy.direction;
		if (copy.tentative)
			c->record.flags |= FLAG_CONFIRMED;
	} else {
		describe_socket(&c->record, &key, DIRECTION_OUT);
		c->record.flow = flow.cookie;
		c->record.netns = flow.netns;
	}
	c->location = 0;
	c->reason = reason;
	if (has_reason)
		c->record.flags |= FLAG_REASON;
	c->state = sk ? BPF_CORE_READ(sk, __sk_common.skc_state) : 0;
	return end_cause(ctx, c);
}

SEC("tp_btf/tcp_send_reset")
int tcp_send_reset(__u64 *ctx)
{
	const struct sock *sk = (const struct sock *)ctx[0];
	const struct sk_buff *skb = (const struct sk_buff *)ctx[1];

	if (bpf_core_field_exists(struct trace_event_raw_tcp_send_reset, reason))
		return reset_sent(ctx, sk, skb, true, true, ctx[2]);
	return reset_sent(ctx, sk, skb, true, false, 0);
}

/*
 * Before Linux 6.10 the tracepoint tells only of full sockets (tcp_v4_send_reset()): these tell of
 * packets that come to none, or to what is left of one.
 */
static __always_inline int reset_answers(void *ctx, const struct sock *sk,
					 const struct sk_buff *skb, bool typed)
{
	if (!skb || is_full_socket(sk))
		return 0;
	return reset_sent(ctx, sk, skb, typed, false, 0);
}

#define ANSWER_PROGRAMS(name)                                                            \
	SEC("fentry/" #name)                                                             \
	int fentry_##name(__u64 *ctx)                                                    \
	{                                                                                \
		return reset_answers(ctx, (const struct sock *)ctx[0],                   \
				     (const struct sk_buff *)ctx[1], true);              \
	}                                                                                \
	SEC("kprobe/" #name)                                                             \
	int kprobe_##name(struct pt_regs *ctx)                                           \
	{                                                                                \
		return reset_answers(ctx, (const struct sock *)PT_REGS_PARM1(ctx),       \
				     (const struct sk_buff *)PT_REGS_PARM2(ctx), false); \
	}

ANSWER_PROGRAMS(tcp_v4_send_reset)
ANSWER_PROGRAMS(tcp_v6_send_reset)

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(tcp_receive_reset, const struct sock *sk)
{
	struct on_cpu *cpu = this_cpu();
	struct flow flow = {};
	struct cause_record *c;
	struct flow_key key;

	if (!told_socket(&key, &flow, sk))
		return 0;
	c = begin_cause(&key, &flow, KIND_RESET_RECEIVED, HOP_tcp_receive_reset, DIRECTION_IN);
	if (!c)
		return 0;
	if (cpu && cpu->received_packet &&
	    (everybody ? cpu->received_ports == ((__u32)key.remote_port << 16 | key.local_port) :
			 cpu->received_flow == flow.cookie))
		c->record.packet = cpu->received_packet;
	c->state = sk->__sk_common.skc_state;
	return end_cause(ctx, c);
}

#endif
