/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The end of a packet. */
#ifndef MYTRACER_HOOKS_END_H
#define MYTRACER_HOOKS_END_H

#include "kin.h"
#include <bpf/bpf_tracing.h>

static __always_inline int dropped(void *ctx, const struct sk_buff *skb, __u64 location,
				   bool has_reason, __u32 reason, const struct sock *receiver)
{
	bool no_socket = has_reason && reason == bpf_core_enum_value(enum skb_drop_reason,
								     SKB_DROP_REASON_NO_SOCKET);
	struct packet *packet = known((__u64)skb);
	bool confirmed = false, readable;
	struct packet ended = {};
	struct cause_record *c;
	struct sighting at;

	/* A capture (tcpdump) that does not keep up drops its own clone, not our packet. */
	if ((packet && is_aside(packet)) ||
	    (receiver && receiver->__sk_common.skc_family == AF_PACKET)) {
		forget((__u64)skb);
		return 0;
	}
	see(&at, skb, true);
	readable = read_headers(&at, false);
	if (packet) {
		ended = *packet;
		forget((__u64)skb);
		if (ended.tentative) {
			if (!no_socket || !shared.config.filter.by_port)
				return 0;
			confirmed = true;
			ended.tentative = 0;
		}
	} else {
		if (!is_ours(&at, at.sk != 0 && receiver == NULL, no_socket))
			return 0;
		ended.flow = at.flow;
		ended.direction = at.direction;
		ended.netns = at.netns;
		ended.id = next_packet();
		count(packets);
	}
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_DROP, HOP_kfree_skb);
	describe_packet(&c->record, &ended, at.skb);
	if (readable) {
		describe_headers(&c->record, &at.h);
		c->record.value = at.h.payload;
	} else {
		c->record.flags |= FLAG_BARE;
	}
	describe_standing(&c->record, &at);
	c->record.packet_type = at.packet_type;
	c->record.flags |=
		FLAG_FINAL | (confirmed ? FLAG_CONFIRMED : 0) | (has_reason ? FLAG_REASON : 0);
	c->location = location;
	c->reason = reason;
	c->state = receiver ? receiver->__sk_common.skc_state : 0;
	describe_cause(ctx, c);
	submit(c);
	if (ended.birth)
		kin_hop(&ended, at.skb, ended.birth, ended.born, ended.origin, 0);
	return 0;
}

SEC("tp_btf/kfree_skb")
int kfree_skb(__u64 *ctx)
{
	const struct sk_buff *skb = (const struct sk_buff *)ctx[0];
	bool has_reason = bpf_core_field_exists(struct trace_event_raw_kfree_skb, reason);

	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb, rx_sk))
		return dropped(ctx, skb, ctx[1], true, ctx[2], (const struct sock *)ctx[3]);
	return dropped(ctx, skb, ctx[1], has_reason, has_reason ? ctx[2] : 0, NULL);
}

SEC("tp_btf/consume_skb")
int BPF_PROG(consume_skb, const struct sk_buff *skb)
{
	return ends(ctx, skb, HOP_consume_skb);
}

#endif
