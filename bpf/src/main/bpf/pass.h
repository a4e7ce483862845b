/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet passes a place. */
#ifndef MYTRACER_PASS_H
#define MYTRACER_PASS_H

#include "kin.h"

#define TRACEPOINT_PLACE(number, name, place) [number] = place,
#define FUNCTION_PLACE(number, name, argument, place) [number] = place,
static const __u16 places[256] = { TRACEPOINT_HOPS(TRACEPOINT_PLACE)
					   FUNCTION_HOPS(FUNCTION_PLACE) };

/*
 * TCP hands a segment to IP: addresses and ports are the socket's, which is ours or not. Whatever
 * has no full socket (a SYN,ACK) is met at the next hop.
 */
static __always_inline int read_segment(struct sighting *at)
{
	const struct sock *sk = (const struct sock *)at->sk;
	struct transport_bytes t;
	struct flow_key key;
	__u8 state;

	if (!sk || !may_be_own_socket(sk, false))
		return KNOWN_NOTHING;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	if (state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV || !socket_key(&key, sk) ||
	    key.protocol != IPPROTO_TCP)
		return KNOWN_NOTHING;
	if (bpf_probe_read_kernel(&t, sizeof(t), (void *)(at->head + at->data)))
		return KNOWN_NOTHING;
	copy_address(at->h.source, key.local);
	copy_address(at->h.destination, key.remote);
	at->h.protocol = IPPROTO_TCP;
	at->h.family = is_v4(key.remote) ? 4 : 6;
	at->h.length = at->size + (at->h.family == 4 ? 20 : 40);
	read_transport(&at->h, &t, at->h.family == 4 ? 20 : 40);
	at->h.known = KNOWN_PORTS;
	return KNOWN_PORTS;
}

/* Tells when TCP began to send what IP now has. */
static __always_inline void tell_transmit(const struct sighting *at, const struct packet *packet)
{
	__u64 sk = at->sk;
	__u64 *time = bpf_map_lookup_elem(&transmitting, &sk);
	struct record *r;

	if (!time)
		return;
	r = tells_hops() ? reserve(sizeof(*r)) : NULL;
	if (r) {
		describe(r, KIND_HOP, HOP___tcp_transmit_skb);
		r->time = *time;
		r->skb = at->skb;
		r->packet = packet->id;
		r->flow = packet->flow;
		r->direction = packet->direction;
		r->netns = at->netns;
		describe_headers(r, &at->h);
		r->value = at->h.payload;
		submit(r);
	}
	bpf_map_delete_elem(&transmitting, &sk);
}

/* What became of a packet that passes a place. */
enum passage {
	PASSES_FOREIGN = 0,
	PASSES_TOLD = 1, /* it is ours, and at->packet and the rest tell about it */
	PASSES_UNTOLD = 2, /* the same, but it is to be told with the stack */
};

/* What this CPU is receiving, for hooks about sockets that packets wake. */
static __always_inline void receives(const struct sighting *at)
{
	struct on_cpu *cpu = this_cpu();

	if (!cpu)
		return;
	cpu->received_packet = at->packet;
	cpu->received_flow = at->flow;
	cpu->received_skb = at->skb;
	cpu->received_ports = (__u32)at->h.source_port << 16 | at->h.destination_port;
}

static __always_inline void receives_foreign(void)
{
	struct on_cpu *cpu = this_cpu();

	if (cpu)
		cpu->received_packet = 0;
}

/* The receive core may have taken many packets before TCP or UDP gets the first of them. */
static __always_inline bool is_transport(__u32 id)
{
	return id == HOP_tcp_v4_rcv || id == HOP_tcp_v6_rcv || id == HOP_udp_rcv ||
	       id == HOP_udpv6_rcv;
}

/* Tells of a packet that passes a place, unless that takes a stack. */
GLOBAL int tell(struct sighting *at, struct packet *packet, __u32 id)
{
	if (!at || !packet)
		return PASSES_FOREIGN;
	identify(at, packet);
	if (!(at->place & CAPTURES))
		count_time(packet, id);
	if (id == HOP_skb_scrub_packet)
		packet->received = 0; /* it sets skb_iif to 0 */
	else if (is_transport(id))
		receives(at);
	if (wants_stack(at->packet))
		return PASSES_UNTOLD;
	hop(at, id, at->h.payload, 0);
	if (packet->birth)
		tell_birth(at);
	return PASSES_TOLD;
}

/* Tells of a packet that passes, if that is left to do. */
static __always_inline void tell_rest(void *ctx, struct sighting *at, __u32 id, int passage)
{
	if (passage != PASSES_UNTOLD)
		return;
	hop_with_stack(ctx, at, id, at->h.payload, 0);
	tell_birth(at);
}

/*
 * A packet passes a place where it may be met first; NULL: it is not followed yet. A global function:
 * with it the program of a place is a few dozen instructions, and some more for the stack.
 */
GLOBAL int pass(struct sighting *at, struct packet *packet, __u32 id)
{
	if (!at)
		return PASSES_FOREIGN;
	if (at->place & AT_TRANSPORT)
		read_segment(at);
	else
		read_headers(at, at->place & AT_DATA);
	packet = follow(at, packet);
	if (!packet)
		packet = begin(at);
	if (!packet)
		return PASSES_FOREIGN;
	if (at->place & RECEIVED) {
		if (!packet->received)
			packet->arrived = at->time = bpf_ktime_get_ns();
		packet->received = 1;
	}
	if (at->place & AT_TRANSPORT)
		tell_transmit(at, packet);
	return tell(at, packet, id);
}

/* The same where it is followed already, or not ours: a third of the work for the verifier. */
GLOBAL int pass_on(struct sighting *at, struct packet *packet, __u32 id)
{
	if (!at)
		return PASSES_FOREIGN;
	read_headers(at, false);
	packet = follow(at, packet);
	if (!packet)
		return PASSES_FOREIGN;
	return tell(at, packet, id);
}

/* Whether a packet that is not followed yet may be ours here. */
static __always_inline bool may_begin(const struct sk_buff *skb, __u16 place, bool typed)
{
	return place & BEGINS || (place & TRANSLATED && is_translated(skb, typed));
}

/*
 * Whether at an address begins the IP header of a TCP segment that is of no flow of ours. Global, so
 * that the verifier goes on from one state; the address is in memory as for parse().
 */
GLOBAL int is_foreign_segment(const __u64 *at)
{
	union ip_bytes ip;
	struct transport_bytes *t = (struct transport_bytes *)ip.v4.payload;
	__u64 l3;

	if (!at)
		return 0;
	l3 = *at;
	if (bpf_probe_read_kernel(&ip, sizeof(ip), (const void *)l3))
		return 0;
	if (ip.v4.version_ihl >> 4 == 6) {
		if (ip.v6.next_header != IPPROTO_TCP ||
		    bpf_probe_read_kernel(t, sizeof(*t), (const void *)(l3 + 40)))
			return 0;
	} else if (ip.v4.version_ihl != 0x45 || ip.v4.protocol != IPPROTO_TCP ||
		   ip.v4.fragment & bpf_htons(0x1fff)) {
		return 0;
	}
	return (t->flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) != TCP_FLAG_SYN &&
	       !(flows_at(bpf_ntohs(t->source_port)) | flows_at(bpf_ntohs(t->destination_port)));
}

/*
 * Whether a packet that is not followed is somebody else's, as nearly all are, by the least that has
 * to be read. begin() looks at the others.
 */
static __always_inline bool is_foreign(const struct sk_buff *skb, __u16 place, bool typed)
{
	const struct sock *sk = place & (AT_TRANSPORT | LEAVES) ? LOOK(typed, skb, sk) : NULL;
	__be16 link_protocol;
	__u64 l3;

	if (everybody)
		return false;
	if (place & AT_TRANSPORT)
		return !sk || !may_be_own_socket(sk, typed);
	if (place & AT_DATA) {
		link_protocol = LOOK(typed, skb, protocol);
		if (link_protocol != bpf_htons(ETH_P_IP) && link_protocol != bpf_htons(ETH_P_IPV6))
			return false;
		l3 = (__u64)LOOK(typed, skb, data);
	} else {
		l3 = LOOK(typed, skb, network_header);
		if (l3 == 0 || l3 == 0xffff)
			return false;
		l3 += (__u64)LOOK(typed, skb, head);
	}
	if (sk && flows_at(LOOK(typed, sk, __sk_common.skc_num)))
		return false;
	return is_foreign_segment(&l3);
}

/* Sees a packet that passes a place, and tells of it but for the stack. */
static __always_inline int see_passing(struct sighting *at, const struct sk_buff *skb, __u32 id,
				       bool typed)
{
	struct packet *packet = known((__u64)skb);
	__u16 place = places[id & 0xff];

	if (!packet &&
	    (!may_begin(skb, place, typed) || is_foreign(skb, place, typed) || !follows_more()))
		return PASSES_FOREIGN;
	see(at, skb, typed);
	at->place = place;
	if (!(place & QUEUED))
		see_device(at, typed ? skb->dev : (const struct net_device *)at->dev, typed);
	return place & (BEGINS | TRANSLATED) ? pass(at, packet, id) : pass_on(at, packet, id);
}

/* A packet passes a place of which the number is constant; returns whether it is ours. */
static __always_inline bool pass_and_tell(void *ctx, struct sighting *at, const struct sk_buff *skb,
					  __u32 id, bool typed)
{
	int passage = see_passing(at, skb, id, typed);

	tell_rest(ctx, at, id, passage);
	return passage != PASSES_FOREIGN;
}

/* The same for a function, which may have been called without a packet. */
static __always_inline int passes(void *ctx, const struct sk_buff *skb, __u32 id, bool typed)
{
	struct sighting at;

	if (skb)
		pass_and_tell(ctx, &at, skb, id, typed);
	return 0;
}

#endif
