/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets that are made from others, and packets that become part of others.
 *
 * A clone or copy is the same packet at another address, and has the same id. Captures take clones
 * of all that passes: so a copy is told only when it is met on its way, and whatever happens to one
 * that is not is nothing to tell of. What GSO cuts from a packet are packets of their own.
 */
#ifndef MYTRACER_KIN_H
#define MYTRACER_KIN_H

#include "report.h"
#include "times.h"

/* A longer list goes on as packets without a known origin: 64 KB in segments of 536 bytes. */
#define MAX_SEGMENTS 128

/* A copy that has not been met on its way: for a capture, as far as can be known. */
static __always_inline bool is_aside(const struct packet *packet)
{
	return packet->birth && !packet->origin;
}

/* A hop that tells of another packet, whose id stands in place of the headers. */
static __always_inline void kin_hop(const struct packet *packet, __u64 skb, __u8 id, __u64 time,
				    __u64 other, __u8 flags)
{
	struct record *r = tells_hops() ? reserve(sizeof(*r)) : NULL;

	if (!r)
		return;
	describe(r, KIND_HOP, id);
	if (time)
		r->time = time;
	describe_packet(r, packet, skb);
	r->flags |= FLAG_BARE | flags;
	*(__u64 *)r->source = other;
	submit(r);
}

/* Tells from what a packet was made, behind the first hop at which it is met. */
GLOBAL int tell_birth(struct sighting *at)
{
	struct packet *packet;

	if (!at || at->place & CAPTURES)
		return 0;
	packet = known(at->skb);
	if (!packet || !packet->birth)
		return 0;
	kin_hop(packet, at->skb, packet->birth, packet->born, packet->origin, 0);
	packet->birth = 0;
	return 1;
}

/* An skb has been made that holds the same packet as another one. */
static __always_inline int copied(const struct sk_buff *from, const struct sk_buff *to, __u8 id)
{
	struct packet *packet = known((__u64)from), copy;
	__u64 skb = (__u64)to;

	if (!packet || !skb)
		return 0;
	copy = *packet;
	copy.birth = id;
	copy.born = bpf_ktime_get_ns();
	copy.origin = 0;
	if (bpf_map_update_elem(&packets, &skb, &copy, BPF_ANY))
		count(map_full);
	return 0;
}

/* A packet has been cut into a list of others. */
static __always_inline int segmented(const struct sk_buff *whole, const struct sk_buff *list)
{
	struct packet *packet = known((__u64)whole), part;
	__u64 skb = (__u64)list;

	/* None: the device does it. The last page of addresses are errors. */
	if (!packet || !skb || skb >= (__u64)-4095)
		return 0;
	part = *packet;
	part.origin = packet->id;
	part.birth = HOP___skb_gso_segment;
	part.born = bpf_ktime_get_ns();
	part.seq_unknown = 1;
	for (int i = 0; i < MAX_SEGMENTS && skb; i++) {
		/* The kernel uses the first one again where it takes a list apart. */
		if (skb != (__u64)whole) {
			part.id = next_packet();
			count(packets);
			if (bpf_map_update_elem(&packets, &skb, &part, BPF_ANY))
				count(map_full);
		}
		skb = (__u64)BPF_CORE_READ((const struct sk_buff *)skb, next);
	}
	kin_hop(packet, (__u64)whole, HOP___skb_gso_segment, part.born, 0, 0);
	return 0;
}

/* The data of a packet have been added to another one, and the skb is going to be freed. */
static __always_inline int merged(const struct sk_buff *skb, const struct sk_buff *into, __u8 id,
				  __u8 flags)
{
	struct packet *packet = known((__u64)skb), *other;

	if (!packet)
		return 0;
	other = known((__u64)into);
	if (!is_aside(packet))
		kin_hop(packet, (__u64)skb, id, 0, other ? other->id : 0, flags);
	forget((__u64)skb);
	return 0;
}

/* An skb is freed in the normal course of things. */
static __always_inline int ends(void *ctx, const struct sk_buff *skb, __u8 id)
{
	struct packet *packet = known((__u64)skb);

	if (!packet)
		return 0;
	count_time(packet, id);
	if (!is_aside(packet))
		bare_hop(ctx, (__u64)skb, packet->id, packet->flow, id, 0,
			 FLAG_FINAL | (packet->tentative ? FLAG_TENTATIVE : 0));
	forget((__u64)skb);
	return 0;
}

#endif
