/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which rule of nftables decided. Rules consist of expressions; some of them set verdicts. The
 * last one that did so is noted by its address, and so are the chains that were jumped to: one of
 * them has the rule that the expression is part of. Where none did, it was the policy.
 */
#ifndef MYTRACER_NFT_RULES_H
#define MYTRACER_NFT_RULES_H

#include "verdicts.h"

#define RULES_WALKED 1024

/* An expression has set a verdict. */
static __always_inline void note_verdict(__u64 pktinfo, __u64 expression, __s32 code, __u64 chain)
{
	struct evaluation of = { .what = pktinfo };
	struct evaluated *evaluated;

	evaluated = evaluation(&of);
	if (!evaluated)
		return;
	if (code == NFT_JUMP || code == NFT_GOTO) {
		evaluated->chains[evaluated->jumps & (JUMPS_NOTED - 1)] = chain;
		evaluated->jumps++;
		return;
	}
	evaluated->expression = expression;
}

/* A part of the 8 bytes that a rule begins with. */
#define RULE_PART(rule, bytes, member)                                                     \
	((bytes) >>                                                                        \
	 8 * __builtin_preserve_field_info((rule)->member, BPF_FIELD_BYTE_OFFSET)          \
		 << __builtin_preserve_field_info((rule)->member, BPF_FIELD_LSHIFT_U64) >> \
	 __builtin_preserve_field_info((rule)->member, BPF_FIELD_RSHIFT_U64))

/* The handle of the rule that an expression is part of; 0: of none of these. */
GLOBAL __u64 find_handle(__u64 blob, __u64 expression)
{
	const struct nft_rule_dp *rule;
	__u64 size = 0, bytes, end;

	if (!bpf_core_type_exists(struct nft_rule_blob))
		return 0;
	end = blob + bpf_core_field_offset(struct nft_rule_blob, data);
	if (!blob || expression < end || bpf_probe_read_kernel(&size, sizeof(size), (void *)blob) ||
	    expression >= end + size)
		return 0;
	for (int i = 0; i < RULES_WALKED; i++) {
		rule = (const struct nft_rule_dp *)end;
		if (bpf_probe_read_kernel(&bytes, sizeof(bytes), rule) ||
		    RULE_PART(rule, bytes, is_last))
			return 0;
		end += bpf_core_field_offset(struct nft_rule_dp, data) +
		       RULE_PART(rule, bytes, dlen);
		if (expression < end)
			return RULE_PART(rule, bytes, handle);
	}
	return 0;
}

static __always_inline __u64 find_in_chain(__u64 address, __u64 expression)
{
	const struct nft_chain *chain = (const struct nft_chain *)address;
	__u64 handle = find_handle((__u64)BPF_CORE_READ(chain, blob_gen_0), expression);

	/* While the ruleset changes, there are two generations of a chain. */
	return handle ? handle : find_handle((__u64)BPF_CORE_READ(chain, blob_gen_1), expression);
}

static __always_inline void name_chain(char *to, __u64 address)
{
	const struct nft_chain *chain = (const struct nft_chain *)address;

	bpf_probe_read_kernel_str(to, CHAIN_NAME_SIZE, BPF_CORE_READ(chain, name));
}

/* Whether the verdict is the one that the chain's policy gives. */
static __always_inline bool is_policy(const struct evaluated *evaluated)
{
	const struct nft_base_chain *base =
		(const struct nft_base_chain *)(evaluated->rules -
						bpf_core_field_offset(struct nft_base_chain,
								      chain));
	__u8 policy = BPF_CORE_READ(base, policy);

	return policy == NF_DROP ? is_drop(evaluated->told.verdict) :
				   policy == evaluated->told.verdict;
}

/* Finds the rule and the chain that decided an evaluation of nftables. */
GLOBAL int find_expression(struct evaluation *argument)
{
	struct evaluated *evaluated;
	struct evaluation of;
	__u64 chain, handle;

	if (!argument || !bpf_core_type_exists(struct nft_rule_blob))
		return 0;
	of = *argument; /* before Linux 6.2 an argument is no key */
	evaluated = evaluation(&of);
	if (!evaluated || !evaluated->rules)
		return 0;
	if (!evaluated->expression) {
		if (!is_policy(evaluated))
			return 0;
		evaluated->told.rule_kind = RULE_POLICY;
		if (shared.modules_loaded != shared.modules_known)
			evaluated->told.rule_kind |= RULE_INFERRED;
		name_chain(evaluated->told.chain, evaluated->rules);
		return 1;
	}
	/* Mostly the last one that was jumped to. */
	for (int i = 1; i <= JUMPS_NOTED + 1; i++) {
		if (i == JUMPS_NOTED + 1)
			chain = evaluated->rules;
		else
			chain = evaluated->chains[(evaluated->jumps - i) & (JUMPS_NOTED - 1)];
		if (!chain)
			continue;
		handle = find_in_chain(chain, evaluated->expression);
		if (!handle)
			continue;
		evaluated->told.rule_kind = RULE_HANDLE;
		evaluated->told.rule = handle;
		name_chain(evaluated->told.chain, chain);
		return 1;
	}
	return 0;
}

#endif
