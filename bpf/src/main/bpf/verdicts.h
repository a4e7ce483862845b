/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Evaluations of packet filters, from where they begin to their verdict. All about the packet is
 * noted when one begins, since it may be gone in the end: nft_do_chain() frees what it drops.
 */
#ifndef MYTRACER_VERDICTS_H
#define MYTRACER_VERDICTS_H

#include "kernel_netfilter.h"
#include "report.h"

#define JUMPS_NOTED 16

/*
 * An evaluation that is under way. No two have the same key at a time: of iptables it is the skb
 * and the table, of nftables the struct nft_pktinfo, which lies on the kernel's stack. Those nest,
 * as when REJECT sends a packet of its own.
 */
struct evaluation {
	__u64 what;
	__u64 where;
};

struct evaluated {
	struct verdict_record told; /* but for what is known in the end */
	__u64 rules; /* struct xt_table_info, or the base chain */
	__u32 length; /* skb->len */
	__u32 family; /* of the table */
	/* iptables */
	__u64 snapshot; /* owner of a slot with the rules' counters, 0: none */
	__u64 first; /* the first rule's counters, an address for each CPU */
	__u64 offset; /* of this CPU */
	__u32 slot;
	__u32 cpu;
	__u32 number; /* of rules */
	__u32 unused;
	/* nftables */
	__u64 expression; /* that gave a verdict, 0: none did */
	__u64 jumps; /* how many, and where the last led */
	__u64 chains[JUMPS_NOTED];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, struct evaluation);
	__type(value, struct evaluated);
} evaluations SEC(".maps");

/* What an evaluation begins with, too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct evaluated);
} blank SEC(".maps");

/* An evaluation with the addresses of its packet and hook. */
struct beginning {
	struct evaluation of;
	__u64 skb;
	__u64 state; /* struct nf_hook_state, 0: unknown */
};

static __always_inline struct evaluated *evaluation(const struct evaluation *of)
{
	return bpf_map_lookup_elem(&evaluations, of);
}

/* The hook that a filter is called by. */
struct hook {
	__u8 number;
	__u8 family;
};

/* Sees the packet of an evaluation, which stands at the device of its hook. */
static __always_inline void see_judged(struct sighting *at, struct hook *hook,
				       const struct beginning *b)
{
	const struct nf_hook_state *state = (const struct nf_hook_state *)b->state;
	const struct net_device *dev = NULL;

	see(at, (const struct sk_buff *)b->skb, false);
	if (state) {
		hook->number = BPF_CORE_READ(state, hook);
		hook->family = BPF_CORE_READ(state, pf);
		if (hook->family != NFPROTO_NETDEV &&
		    (hook->number == NF_INET_LOCAL_OUT || hook->number == NF_INET_POST_ROUTING)) {
			at->place = SENDING;
			dev = BPF_CORE_READ(state, out);
		} else {
			dev = BPF_CORE_READ(state, in);
		}
	}
	see_device(at, dev ? dev : (const struct net_device *)at->dev, false);
	read_headers(at, false);
}

/*
 * Enters a packet for the time of an evaluation, where it is ours. Apart from begin_evaluation(),
 * since the stacks of a function and of all that it calls may have 512 bytes together.
 */
GLOBAL int enter_judged(struct beginning *b)
{
	struct hook hook = {};
	struct packet *packet;
	struct sighting at;

	if (!b)
		return 0;
	see_judged(&at, &hook, b);
	packet = enter(&at);
	if (!packet)
		return 0;
	packet->judged = 1;
	return 1;
}

/* Whether an evaluation may be of one of our packets. */
static __always_inline bool may_be_told(struct beginning *b)
{
	return known(b->skb) || (!follows_more() && enter_judged(b));
}

/* Notes all about the packet; 1: it is one of ours. A global function, see GLOBAL. */
GLOBAL int begin_evaluation(struct beginning *b)
{
	struct evaluated *evaluated;
	struct hook hook = {};
	struct packet *packet;
	struct evaluation of;
	struct sighting at;
	__u32 zero = 0;

	if (!b)
		return 0;
	of = b->of; /* before Linux 6.2 an argument is no key */
	see_judged(&at, &hook, b);
	packet = follow(&at, known(at.skb));
	evaluated = bpf_map_lookup_elem(&blank, &zero);
	if (!packet || !evaluated)
		return 0;
	if (bpf_map_update_elem(&evaluations, &of, evaluated, BPF_ANY)) {
		count(map_full);
		return 0;
	}
	evaluated = evaluation(&of);
	if (!evaluated)
		return 0;
	identify(&at, packet);
	describe_hop(&evaluated->told.record, &at, HOP_NONE, 0, 0);
	evaluated->told.record.kind = KIND_VERDICT;
	evaluated->told.hook = hook.number;
	evaluated->told.hook_family = hook.family;
	evaluated->length = at.size;
	return 1;
}

/* nft_do_chain() returns NF_STOLEN and an errno for what it has dropped. */
static __always_inline bool is_drop(__u32 verdict)
{
	return (verdict & NF_VERDICT_MASK) == NF_DROP ||
	       ((verdict & NF_VERDICT_MASK) == NF_STOLEN && verdict >> 16);
}

/* Tells the verdict of an evaluation that is over; one that is not to accept with its stack. */
static __always_inline void tell_verdict(void *ctx, const struct evaluated *evaluated)
{
	const struct verdict_record *told = &evaluated->told;
	struct refusal_record *refusal;
	struct verdict_record *accepted;

	if ((told->verdict & NF_VERDICT_MASK) == NF_ACCEPT && !wants_stack(told->record.packet)) {
		accepted = reserve(sizeof(*accepted));
		if (!accepted)
			return;
		bpf_probe_read_kernel(accepted, sizeof(*accepted), told);
		submit(accepted);
	} else {
		refusal = reserve(sizeof(*refusal));
		if (!refusal)
			return;
		bpf_probe_read_kernel(&refusal->verdict, sizeof(refusal->verdict), told);
		refusal->stack_bytes = take_stack(ctx, refusal->stack);
		submit(refusal);
	}
}

#endif
