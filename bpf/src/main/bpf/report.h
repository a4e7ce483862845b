/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Telling the agent: records, filled in and submitted. */
#ifndef MYTRACER_REPORT_H
#define MYTRACER_REPORT_H

#include "packets.h"

/* Submits without a wake-up, since the agent drains by the clock; past half full it is woken. */
static __always_inline void submit(void *record)
{
	__u64 flags = BPF_RB_NO_WAKEUP;

	if (bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > shared.config.ring_bytes / 2)
		flags = BPF_RB_FORCE_WAKEUP;
	bpf_ringbuf_submit(record, flags);
}

static __always_inline void *reserve(__u64 size)
{
	void *record;

	if (shared.off)
		return NULL;
	count(produced);
	record = bpf_ringbuf_reserve(&ring, size, 0);
	if (!record)
		count(ring_full);
	return record;
}

/* What a thread of the JVM shares with the programs; NULL where it has no such place. */
static __always_inline struct caller *caller_of(__u32 tid)
{
	__u32 set = tid & (CALLER_SETS - 1);
	struct callers *all = bpf_map_lookup_elem(&callers, &set);

	if (!all || !tid)
		return NULL;
#pragma unroll
	for (int i = 0; i < CALLER_WAYS; i++) {
		if (all->ways[i].tid == tid)
			return &all->ways[i];
	}
	return NULL;
}

/* Returns what the thread shares that does this. */
static __always_inline struct caller *describe_at(struct record *r, __u8 kind, __u8 id, __u64 time)
{
	struct caller *caller;

	__builtin_memset(r, 0, sizeof(*r));
	r->time = time;
	r->cpu = bpf_get_smp_processor_id();
	r->tid = own_thread();
	caller = r->tid ? caller_of(r->tid) : NULL;
	if (caller)
		r->java_thread = caller->java_thread;
	r->kind = kind;
	r->hop = id;
	return caller;
}

static __always_inline struct caller *describe(struct record *r, __u8 kind, __u8 id)
{
	return describe_at(r, kind, id, bpf_ktime_get_ns());
}

static __always_inline void describe_packet(struct record *r, const struct packet *packet,
					    __u64 skb)
{
	r->skb = skb;
	r->packet = packet->id;
	r->flow = packet->flow;
	r->direction = packet->direction;
	r->netns = packet->netns;
	if (packet->tentative)
		r->flags |= FLAG_TENTATIVE;
}

static __always_inline void describe_headers(struct record *r, const struct headers *h)
{
	copy_address(r->source, h->source);
	copy_address(r->destination, h->destination);
	r->source_port = h->source_port;
	r->destination_port = h->destination_port;
	r->seq = h->seq;
	r->ack = h->ack;
	r->length = h->length;
	r->family = h->family;
	r->protocol = h->protocol;
	r->tcp_flags = h->tcp_flags;
}

/* The device, where there is one. */
static __always_inline void describe_device(struct record *r, const struct sighting *at)
{
	const struct net_device *dev = (const struct net_device *)at->dev;
	__u16 mac = at->mac_header;
	__u16 l3 = at->network_header;

	r->packet_type = at->packet_type;
	if (!dev || at->place & QUEUED)
		return;
	r->netns = at->netns;
	__builtin_memcpy(r->device, at->device, sizeof(r->device));
	if (at->loopback)
		r->flags |= FLAG_LOOPBACK;
	if (mac != 0xffff && (l3 - mac >= ETH_HLEN || at->data - mac == ETH_HLEN)) {
		if (!bpf_probe_read_kernel(r->mac, sizeof(r->mac), (void *)(at->head + mac)))
			r->flags |= FLAG_MAC;
	}
}

/*
 * Device and namespace of a packet that may stand in a socket's queue, which has other things in the
 * device's place: a device has a namespace, whose number no other thing has there.
 */
static __always_inline void describe_standing(struct record *r, const struct sighting *at)
{
	const struct net_device *dev = (const struct net_device *)at->dev;
	__u32 netns;

	if (!dev)
		return;
	netns = BPF_CORE_READ(dev, nd_net.net, ns.inum);
	if (netns < LEAST_NAMESPACE)
		return;
	r->netns = netns;
	bpf_probe_read_kernel(r->device, sizeof(r->device), dev->name);
}

/* A socket's two ends, as a packet that goes in the given direction would have them. */
static __always_inline void describe_socket(struct record *r, const struct flow_key *key,
					    __u8 direction)
{
	bool out = direction == DIRECTION_OUT;

	copy_address(r->source, out ? key->local : key->remote);
	copy_address(r->destination, out ? key->remote : key->local);
	r->source_port = out ? key->local_port : key->remote_port;
	r->destination_port = out ? key->remote_port : key->local_port;
	r->protocol = key->protocol;
	r->family = is_v4(key->local) || is_v4(key->remote) ? 4 : 6;
	r->direction = direction;
}

/* Returns its size in bytes, or as a negative number the errno of its loss. */
static __always_inline __s64 take_stack(void *ctx, __u64 *stack)
{
	__s64 bytes;

	if (shared.config.stacks == STACKS_NONE)
		return 0;
	bytes = bpf_get_stack(ctx, stack, sizeof(*stack) * STACK_DEPTH, 0);
	if (bytes < 0)
		count(stack_lost);
	return bytes;
}

static __always_inline void describe_cause(void *ctx, struct cause_record *c)
{
	c->stack_bytes = take_stack(ctx, c->stack);
}

/* Whether the hops of a packet are told with their stacks. An id may be a time (legacy.h). */
static __always_inline bool wants_stack(__u64 packet)
{
	__u32 stacks = shared.config.stacks;

	return stacks == STACKS_ALL ||
	       (stacks == STACKS_SAMPLED && (packet ^ packet >> 8) % SAMPLED_PACKETS == 0);
}

/* The stack can be taken by a program only, since it alone has the context. */
static __always_inline void submit_hop(void *ctx, struct cause_record *c)
{
	c->location = 0;
	c->reason = 0;
	c->state = 0;
	describe_cause(ctx, c);
	submit(c);
}

/* What is known of a packet that is followed. */
static __always_inline void identify(struct sighting *at, const struct packet *packet)
{
	at->packet = packet->id;
	at->flow = packet->flow;
	at->direction = packet->direction;
	at->tentative = packet->tentative;
	if (!at->netns)
		at->netns = packet->netns;
}

/* A hop of a packet with its headers. Global: the programs of all hops may need it. */
GLOBAL int describe_hop(struct record *r, struct sighting *at, __u32 id, __u32 value, __u32 flags)
{
	if (!r || !at)
		return 0;
	describe_at(r, KIND_HOP, id, at->time ? at->time : bpf_ktime_get_ns());
	r->skb = at->skb;
	r->packet = at->packet;
	r->flow = at->flow;
	r->direction = at->direction;
	r->netns = at->netns;
	describe_headers(r, &at->h);
	describe_device(r, at);
	r->flags |= flags | (at->tentative ? FLAG_TENTATIVE : 0);
	r->value = value;
	return 1;
}

static __always_inline bool tells_hops(void)
{
	return shared.following & TELL_HOPS;
}

static __always_inline void hop(struct sighting *at, __u8 id, __u32 value, __u8 flags)
{
	struct record *r = tells_hops() ? reserve(sizeof(*r)) : NULL;

	if (!r)
		return;
	describe_hop(r, at, id, value, flags);
	submit(r);
}

/* The same with the stack. Not global, since global functions get no context of any type. */
static __noinline int hop_with_stack(void *ctx, struct sighting *at, __u32 id, __u32 value,
				     __u32 flags)
{
	struct cause_record *c = tells_hops() ? reserve(sizeof(*c)) : NULL;

	if (!c)
		return 0;
	describe_hop(&c->record, at, id, value, flags);
	submit_hop(ctx, c);
	return 0;
}

static __always_inline void describe_bare(struct record *r, __u64 skb, __u64 packet, __u64 flow,
					  __u8 id, __u32 value, __u8 flags)
{
	describe(r, KIND_HOP, id);
	r->skb = skb;
	r->packet = packet;
	r->flow = flow;
	r->flags = FLAG_BARE | flags;
	r->value = value;
}

/* A hop where only the packet's id is known. */
static __always_inline void bare_hop(void *ctx, __u64 skb, __u64 packet, __u64 flow, __u8 id,
				     __u32 value, __u8 flags)
{
	struct cause_record *c;
	struct record *r;

	if (!tells_hops())
		return;
	if (wants_stack(packet)) {
		c = reserve(sizeof(*c));
		if (!c)
			return;
		describe_bare(&c->record, skb, packet, flow, id, value, flags);
		submit_hop(ctx, c);
		return;
	}
	r = reserve(sizeof(*r));
	if (!r)
		return;
	describe_bare(r, skb, packet, flow, id, value, flags);
	submit(r);
}

static __always_inline void flow_event(const struct flow_key *key, __u64 cookie, __u32 netns,
				       __u8 kind, __u32 value)
{
	struct record *r = reserve(sizeof(*r));

	if (!r)
		return;
	describe(r, kind, HOP_NONE);
	describe_socket(r, key, DIRECTION_OUT);
	r->flow = cookie;
	r->netns = netns;
	r->value = value;
	submit(r);
}

#endif
