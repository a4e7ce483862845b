/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How long packets take from one stage to the next, counted here so that no hop need be told. */
#ifndef MYTRACER_TIMES_H
#define MYTRACER_TIMES_H

#include "packets.h"

/* The number of the highest bit that is set. */
static __always_inline __u32 log2_of(__u64 value)
{
	__u32 power = 0;

#pragma unroll
	for (int bits = 32; bits; bits >>= 1) {
		if (value >> bits) {
			value >>= bits;
			power += bits;
		}
	}
	return power;
}

/* As LogHistogram.index() of io.mytracer.diagnosis does it. */
static __always_inline __u32 bucket_of(__u64 nanos)
{
	__u32 power;

	if (nanos < 16)
		return nanos;
	if (nanos >> 36)
		return TIME_BUCKETS - 1;
	power = log2_of(nanos) - 4;
	return (power << 4) + (__u32)(nanos >> power);
}

/* Adds a time to an edge's; an interrupt may do the same in the middle of it. Global, as parse(). */
GLOBAL int add_time(const struct stage_edge *at, __u64 nanos)
{
	struct stage_times *times;
	struct stage_edge edge;
	__u32 bucket, zero = 0;
	const void *none;

	if (!at)
		return 0;
	edge = *at;
	times = bpf_map_lookup_elem(&stage_times, &edge);
	if (!times) {
		none = bpf_map_lookup_elem(&no_times, &zero);
		if (!none || (bpf_map_update_elem(&stage_times, &edge, none, BPF_NOEXIST) &&
			      !bpf_map_lookup_elem(&stage_times, &edge))) {
			count(map_full);
			return 0;
		}
		times = bpf_map_lookup_elem(&stage_times, &edge);
		if (!times)
			return 0;
	}
	bucket = bucket_of(nanos);
	if (bucket >= TIME_BUCKETS)
		return 0;
	__sync_fetch_and_add(&times->buckets[bucket], 1);
	__sync_fetch_and_add(&times->sum, nanos);
	return 1;
}

/* A packet is at a hop, which may be of another stage than the one before. */
static __always_inline void count_time(struct packet *packet, __u8 id)
{
	struct stage_edge edge = {};
	__u64 now;
	__u8 stage;

	if (!(shared.following & COUNT_TIMES))
		return;
	stage = shared.stages[id];
	if (!stage || stage == packet->stage || packet->tentative)
		return;
	now = bpf_ktime_get_ns();
	if (packet->stage) {
		edge.from = packet->stage;
		edge.to = stage;
		edge.direction = packet->direction;
		edge.protocol = packet->protocol;
		add_time(&edge, now - packet->staged);
	}
	packet->stage = stage;
	packet->staged = now;
}

#endif
