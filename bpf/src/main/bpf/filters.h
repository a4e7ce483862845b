/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packet filters: an evaluation begins and ends. */
#ifndef MYTRACER_FILTERS_H
#define MYTRACER_FILTERS_H

#include "ipt_rules.h"
#include "nft_rules.h"

enum evaluator {
	IPTABLES = 1,
	EBTABLES,
	NFTABLES,
	EXPRESSION, /* of nftables */
};

static __always_inline bool enter_table(enum evaluator evaluator, __u64 skb, __u64 state,
					__u64 table)
{
	struct beginning b = { .of = { skb, table }, .skb = skb, .state = state };
	struct evaluated *evaluated;

	if (!may_be_told(&b) || !begin_evaluation(&b))
		return false;
	evaluated = evaluation(&b.of);
	if (!evaluated)
		return false;
	if (evaluator == EBTABLES) {
		const struct ebt_table *ebt = (const struct ebt_table *)b.of.where;

		evaluated->told.family = NFPROTO_BRIDGE;
		bpf_probe_read_kernel_str(evaluated->told.table, TABLE_NAME_SIZE, ebt->name);
	} else {
		const struct xt_table *xt = (const struct xt_table *)b.of.where;

		evaluated->family = BPF_CORE_READ(xt, af);
		evaluated->told.family = evaluated->family;
		bpf_probe_read_kernel_str(evaluated->told.table, TABLE_NAME_SIZE, xt->name);
		evaluated->rules = (__u64)BPF_CORE_READ(xt, private);
		keep_counters(evaluated);
	}
	return true;
}

static __always_inline bool enter_chain(__u64 skb, __u64 state, __u64 pktinfo, __u64 chain)
{
	struct beginning b = { .of = { .what = pktinfo }, .skb = skb, .state = state };
	const struct nft_chain *base;
	struct evaluated *evaluated;
	const struct nft_table *table;

	if (!may_be_told(&b) || !begin_evaluation(&b))
		return false;
	evaluated = evaluation(&b.of);
	if (!evaluated)
		return false;
	if (!bpf_core_type_exists(struct nft_rule_blob))
		return true;
	evaluated->rules = chain;
	base = (const struct nft_chain *)chain;
	name_chain(evaluated->told.base_chain, chain);
	table = BPF_CORE_READ(base, table);
	evaluated->told.family = BPF_CORE_READ_BITFIELD_PROBED(table, family);
	bpf_probe_read_kernel_str(evaluated->told.table, TABLE_NAME_SIZE,
				  BPF_CORE_READ(table, name));
	return true;
}

static __always_inline bool is_wanted(const struct evaluated *evaluated)
{
	return !shared.refusals_only || (evaluated->told.verdict & NF_VERDICT_MASK) != NF_ACCEPT;
}

/* A packet that is followed for this evaluation alone goes on, and nobody will tell of its end. */
static __always_inline void forget_judged(__u64 skb, __u32 verdict)
{
	struct packet *packet = known(skb);

	if (packet && packet->judged && !is_drop(verdict))
		forget(skb);
}

/* An evaluation is over: tells what it came to, and by which rule. */
static __always_inline int leave(void *ctx, enum evaluator evaluator, __u64 what, __u64 where,
				 __u32 verdict)
{
	struct evaluation of = { what, where };
	struct evaluated *evaluated = evaluation(&of);

	if (!evaluated)
		return 0;
	evaluated->told.ended = bpf_ktime_get_ns();
	evaluated->told.verdict = verdict;
	if (is_wanted(evaluated)) {
		if (evaluator == IPTABLES)
			find_rule(&of);
		else if (evaluator == NFTABLES)
			find_expression(&of);
		tell_verdict(ctx, evaluated);
	}
	forget_judged(evaluated->told.record.skb, verdict);
	if (evaluator == IPTABLES)
		free_slot(evaluated);
	bpf_map_delete_elem(&evaluations, &of);
	return 0;
}

#endif
