/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Flows whose packets have other ends behind address translation than their socket knows. These
 * ends are learnt from the first packet that leaves, and entered as a flow of their own with the
 * same cookie: so answers are known before they have been translated back.
 */
#ifndef MYTRACER_TRANSLATION_H
#define MYTRACER_TRANSLATION_H

#include "report.h"

/* A packet leaves with other ends than its socket has. Global, as parse(). */
GLOBAL int note_translation(struct sighting *at)
{
	struct flow flow = { .generation = shared.generation };
	struct flow_key own, outside;
	struct flow *known;

	if (!at || !at->sk)
		return 0;
	flow.netns = at->netns;
	flow.cookie = at->flow;
	packet_key(&outside, &at->h, true);
	known = bpf_map_lookup_elem(&flows, &outside);
	if (known)
		return 0;
	if (at->h.protocol == IPPROTO_UDP) {
		/* The agent removes it when it has not been used for a second. */
		if (put_flow(&outside, &flow))
			flow_event(&outside, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
		return 1;
	}
	any_socket_key(&own, (const struct sock *)at->sk, at->h.protocol);
	bpf_map_update_elem(&translations, &own, &outside, BPF_ANY);
	/* A connection that is being accepted has no cookie yet: see translate_flow(). */
	known = bpf_map_lookup_elem(&flows, &own);
	if (known && known->state == FLOW_LIVE) {
		flow.cookie = known->cookie;
		put_flow(&outside, &flow);
	}
	return 1;
}

/* A connection has been accepted: its packets may have gone through translation before. */
static __always_inline void translate_flow(const struct flow_key *key, const struct flow *flow)
{
	struct flow_key *found = bpf_map_lookup_elem(&translations, key), outside;

	if (!found)
		return;
	outside = *found;
	put_flow(&outside, flow);
}

/* A connection has been closed. */
static __always_inline void end_translation(const struct flow_key *key, __u64 cookie, __u32 netns,
					    __u32 millis)
{
	struct flow_key *found = bpf_map_lookup_elem(&translations, key), outside;
	struct flow *flow;

	if (!found)
		return;
	outside = *found;
	bpf_map_delete_elem(&translations, key);
	flow = bpf_map_lookup_elem(&flows, &outside);
	if (!flow || flow->cookie != cookie)
		return;
	flow->state = FLOW_ENDED;
	flow_event(&outside, cookie, netns, KIND_FLOW_ENDED, millis);
}

#endif
