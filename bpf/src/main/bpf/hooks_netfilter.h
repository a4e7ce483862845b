/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packet filters: iptables, ebtables and nftables. (arptables sees packets of no socket.)
 *
 * A trampoline has a function's arguments at its begin and end. A kretprobe has not: they are kept
 * by the address on the stack that the function returns from, which no two calls have at a time,
 * whatever task or CPU they are on. io.mytracer.bpf.Filters lists the programs.
 */
#ifndef MYTRACER_HOOKS_NETFILTER_H
#define MYTRACER_HOOKS_NETFILTER_H

#include "arguments.h"
#include "filters.h"
#include <bpf/bpf_tracing.h>

/* Until the agent has attached to what is new in the kernel, nobody knows what sets verdicts. */
SEC("tp_btf/module_load")
int module_load(void *ctx)
{
	__sync_fetch_and_add(&shared.modules_loaded, 1);
	return 0;
}

/* Arguments of a function that is under way, of which only its kretprobe is to come. */
struct arguments {
	__u64 first, second, third;
	__u64 evaluator;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u64);
	__type(value, struct arguments);
} under_way SEC(".maps");

/* On x86 the return address has been taken from the stack by then, on arm64 it is in a register. */
#if defined(__TARGET_ARCH_x86)
#define RETURN_SLOT 8
#else
#define RETURN_SLOT 0
#endif

/*
 * Keeps the arguments if the call is of interest. If not, what is left of one whose kretprobe the
 * kernel has missed must not be taken for this one's.
 */
static __always_inline int keep_arguments(struct pt_regs *ctx, bool wanted,
					  enum evaluator evaluator, __u64 first, __u64 second,
					  __u64 third)
{
	struct arguments arguments = { first, second, third, evaluator };
	__u64 from = PT_REGS_SP(ctx);

	if (wanted)
		bpf_map_update_elem(&under_way, &from, &arguments, BPF_ANY);
	else if (bpf_map_lookup_elem(&under_way, &from))
		bpf_map_delete_elem(&under_way, &from);
	return 0;
}

static __always_inline bool take_arguments(struct pt_regs *ctx, struct arguments *arguments,
					   enum evaluator evaluator)
{
	__u64 from = PT_REGS_SP(ctx) - RETURN_SLOT;
	struct arguments *kept = bpf_map_lookup_elem(&under_way, &from);

	if (!kept || kept->evaluator != evaluator)
		return false;
	*arguments = *kept;
	bpf_map_delete_elem(&under_way, &from);
	return true;
}

/*
 * Two forms of each: since Linux 5.16 the table is the first argument, before it was the last
 * (io.mytracer.bpf.Filters chooses).
 */
#define TABLE_PROGRAMS(evaluator, function, form, skb, state, table)                              \
	SEC("fentry/" #function)                                                                  \
	int fentry_##function##form(__u64 *ctx)                                                   \
	{                                                                                         \
		enter_table(evaluator, ctx[skb], ctx[state], ctx[table]);                         \
		return 0;                                                                         \
	}                                                                                         \
	SEC("fexit/" #function)                                                                   \
	int fexit_##function##form(__u64 *ctx)                                                    \
	{                                                                                         \
		return leave(ctx, evaluator, ctx[skb], ctx[table], ctx[3]);                       \
	}                                                                                         \
	SEC("kprobe/" #function)                                                                  \
	int kprobe_##function##form(struct pt_regs *ctx)                                          \
	{                                                                                         \
		bool begun = enter_table(evaluator, ARGUMENT_##skb(ctx), ARGUMENT_##state(ctx),   \
					 ARGUMENT_##table(ctx));                                  \
                                                                                                  \
		return keep_arguments(ctx, begun, evaluator, ARGUMENT_##skb(ctx),                 \
				      ARGUMENT_##table(ctx), 0);                                  \
	}                                                                                         \
	SEC("kretprobe/" #function)                                                               \
	int kretprobe_##function##form(struct pt_regs *ctx)                                       \
	{                                                                                         \
		struct arguments arguments;                                                       \
                                                                                                  \
		if (!take_arguments(ctx, &arguments, evaluator))                                  \
			return 0;                                                                 \
		return leave(ctx, evaluator, arguments.first, arguments.second, PT_REGS_RC(ctx)); \
	}

#define TABLE_FIRST(evaluator, function) TABLE_PROGRAMS(evaluator, function, , 1, 2, 0)
#define TABLE_LAST(evaluator, function) TABLE_PROGRAMS(evaluator, function, _table_last, 0, 1, 2)

TABLE_FIRST(IPTABLES, ipt_do_table)
TABLE_LAST(IPTABLES, ipt_do_table)
TABLE_FIRST(IPTABLES, ip6t_do_table)
TABLE_LAST(IPTABLES, ip6t_do_table)
TABLE_FIRST(EBTABLES, ebt_do_table)
TABLE_LAST(EBTABLES, ebt_do_table)

/*
 * Up to Linux 5.13 the packet's struct has an xt_action_param at 16, with the hook's state as its
 * third member. What stands there is it if it has the network namespace of its own device.
 */
static __always_inline __u64 hook_state(const struct nft_pktinfo *pkt)
{
	const struct nf_hook_state *state = NULL;
	const struct net_device *dev;

	if (bpf_core_field_exists(pkt->state))
		return (__u64)BPF_CORE_READ(pkt, state);
	bpf_probe_read_kernel(&state, sizeof(state), (const char *)pkt + 32);
	dev = BPF_CORE_READ(state, in);
	if (!dev)
		dev = BPF_CORE_READ(state, out);
	return dev && BPF_CORE_READ(dev, nd_net.net) == BPF_CORE_READ(state, net) ? (__u64)state :
										    0;
}

SEC("fentry/nft_do_chain")
int BPF_PROG(fentry_nft_do_chain, const struct nft_pktinfo *pkt, void *chain)
{
	enter_chain((__u64)pkt->skb, hook_state(pkt), (__u64)pkt, (__u64)chain);
	return 0;
}

SEC("fexit/nft_do_chain")
int BPF_PROG(fexit_nft_do_chain, const struct nft_pktinfo *pkt, void *chain, unsigned int verdict)
{
	return leave(ctx, NFTABLES, (__u64)pkt, 0, verdict);
}

SEC("kprobe/nft_do_chain")
int kprobe_nft_do_chain(struct pt_regs *ctx)
{
	const struct nft_pktinfo *pkt = (const struct nft_pktinfo *)PT_REGS_PARM1(ctx);
	__u64 skb = 0;
	bool begun;

	/* The skb is the first member, also where the kernel does not tell so (Linux 5.10). */
	bpf_probe_read_kernel(&skb, sizeof(skb), pkt);
	begun = enter_chain(skb, hook_state(pkt), (__u64)pkt, PT_REGS_PARM2(ctx));
	return keep_arguments(ctx, begun, NFTABLES, (__u64)pkt, 0, 0);
}

SEC("kretprobe/nft_do_chain")
int kretprobe_nft_do_chain(struct pt_regs *ctx)
{
	struct arguments arguments;

	if (!take_arguments(ctx, &arguments, NFTABLES))
		return 0;
	return leave(ctx, NFTABLES, arguments.first, 0, PT_REGS_RC(ctx));
}

/* An expression has been evaluated: which verdict did it set? */
static __always_inline int evaluated_expression(__u64 expression, __u64 address, __u64 pktinfo)
{
	const struct nft_regs *regs = (const struct nft_regs *)address;
	__s32 code = BPF_CORE_READ(regs, verdict.code);
	__u64 chain = 0;

	if (code == NFT_CONTINUE || code == NFT_BREAK || code == NFT_RETURN)
		return 0;
	if (code == NFT_JUMP || code == NFT_GOTO)
		chain = (__u64)BPF_CORE_READ(regs, verdict.chain);
	note_verdict(pktinfo, expression, code, chain);
	return 0;
}

#define EXPRESSION_PROGRAMS(function)                                                            \
	SEC("fexit/" #function)                                                                  \
	int fexit_##function(__u64 *ctx)                                                         \
	{                                                                                        \
		return evaluated_expression(ctx[0], ctx[1], ctx[2]);                             \
	}                                                                                        \
	SEC("kprobe/" #function)                                                                 \
	int kprobe_##function(struct pt_regs *ctx)                                               \
	{                                                                                        \
		struct evaluation of = { .what = PT_REGS_PARM3(ctx) };                           \
                                                                                                 \
		return keep_arguments(ctx, evaluation(&of), EXPRESSION, PT_REGS_PARM1(ctx),      \
				      PT_REGS_PARM2(ctx), PT_REGS_PARM3(ctx));                   \
	}                                                                                        \
	SEC("kretprobe/" #function)                                                              \
	int kretprobe_##function(struct pt_regs *ctx)                                            \
	{                                                                                        \
		struct arguments arguments;                                                      \
                                                                                                 \
		if (!take_arguments(ctx, &arguments, EXPRESSION))                                \
			return 0;                                                                \
		return evaluated_expression(arguments.first, arguments.second, arguments.third); \
	}

/* All expressions that may set a verdict other than to go on with the next rule. */
EXPRESSION_PROGRAMS(nft_immediate_eval)
EXPRESSION_PROGRAMS(nft_lookup_eval)
EXPRESSION_PROGRAMS(nft_objref_eval)
EXPRESSION_PROGRAMS(nft_objref_map_eval)
EXPRESSION_PROGRAMS(nft_reject_ipv4_eval)
EXPRESSION_PROGRAMS(nft_reject_ipv6_eval)
EXPRESSION_PROGRAMS(nft_reject_inet_eval)
EXPRESSION_PROGRAMS(nft_reject_bridge_eval)
EXPRESSION_PROGRAMS(nft_reject_netdev_eval)
EXPRESSION_PROGRAMS(nft_target_eval_xt)
EXPRESSION_PROGRAMS(nft_target_eval_bridge)
EXPRESSION_PROGRAMS(nft_queue_eval)
EXPRESSION_PROGRAMS(nft_queue_sreg_eval)
EXPRESSION_PROGRAMS(nft_nat_eval)
EXPRESSION_PROGRAMS(nft_nat_inet_eval)
EXPRESSION_PROGRAMS(nft_masq_eval)
EXPRESSION_PROGRAMS(nft_masq_ipv4_eval)
EXPRESSION_PROGRAMS(nft_masq_ipv6_eval)
EXPRESSION_PROGRAMS(nft_masq_inet_eval)
EXPRESSION_PROGRAMS(nft_redir_eval)
EXPRESSION_PROGRAMS(nft_redir_ipv4_eval)
EXPRESSION_PROGRAMS(nft_redir_ipv6_eval)
EXPRESSION_PROGRAMS(nft_redir_inet_eval)
EXPRESSION_PROGRAMS(nft_tproxy_eval)
EXPRESSION_PROGRAMS(nft_synproxy_eval)
EXPRESSION_PROGRAMS(nft_fwd_netdev_eval)
EXPRESSION_PROGRAMS(nft_fwd_neigh_eval)
EXPRESSION_PROGRAMS(nft_connlimit_eval)
EXPRESSION_PROGRAMS(nft_ct_set_zone_eval)
EXPRESSION_PROGRAMS(nft_exthdr_tcp_strip_eval)

#endif
