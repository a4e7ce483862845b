/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Followed packets at any function that takes an skb, where the user asks for it. There is a program
 * for each position of the argument; the cookie of an attachment tells the function.
 */
#ifndef MYTRACER_HOOKS_ANY_H
#define MYTRACER_HOOKS_ANY_H

#include "arguments.h"
#include "report.h"

/* In a cookie, below the function's number: an skb has no way on from there, it is freed. */
#define ANY_FREES 1

/*
 * All that most calls cost is this look-up. An skb that takes the place of one whose end was not
 * seen begins with skb_iif 0, as what the receive core has passed on does not.
 */
static __always_inline int passes_any(void *ctx, const struct sk_buff *skb)
{
	struct packet *packet = skb ? known((__u64)skb) : NULL;
	__u64 cookie;

	if (!packet || (packet->received && !BPF_CORE_READ(skb, skb_iif)))
		return 0;
	cookie = bpf_get_attach_cookie(ctx);
	bare_hop(ctx, (__u64)skb, packet->id, packet->flow, HOP_function, cookie >> 1, 0);
	if (cookie & ANY_FREES)
		forget((__u64)skb);
	return 0;
}

#define ANY_PROGRAMS(argument)                                                            \
	SEC("kprobe.multi")                                                               \
	int any_multi_##argument(struct pt_regs *ctx)                                     \
	{                                                                                 \
		return passes_any(ctx, (const struct sk_buff *)ARGUMENT_##argument(ctx)); \
	}                                                                                 \
	SEC("kprobe")                                                                     \
	int any_kprobe_##argument(struct pt_regs *ctx)                                    \
	{                                                                                 \
		return passes_any(ctx, (const struct sk_buff *)ARGUMENT_##argument(ctx)); \
	}

ANY_PROGRAMS(0)
ANY_PROGRAMS(1)
ANY_PROGRAMS(2)
ANY_PROGRAMS(3)
ANY_PROGRAMS(4)

#endif
