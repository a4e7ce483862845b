/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets at functions. Each place has a program for fentry and one for a kprobe; the agent loads
 * what the kernel allows. kprobe.multi takes one program for all functions with the skb in the
 * same argument, told apart by the cookie of their attachment.
 */
#ifndef MYTRACER_HOOKS_FUNCTION_H
#define MYTRACER_HOOKS_FUNCTION_H

#include "arguments.h"
#include "pass.h"

#define FUNCTION_PROGRAMS(number, name, argument, place)                                     \
	SEC("fentry/" #name)                                                                 \
	int fentry_##name(__u64 *ctx)                                                        \
	{                                                                                    \
		return passes(ctx, (const struct sk_buff *)ctx[argument], number, true);     \
	}                                                                                    \
	SEC("kprobe/" #name)                                                                 \
	int kprobe_##name(struct pt_regs *ctx)                                               \
	{                                                                                    \
		return passes(ctx, (const struct sk_buff *)ARGUMENT_##argument(ctx), number, \
			      false);                                                        \
	}

FUNCTION_HOPS(FUNCTION_PROGRAMS)

static __always_inline int passes_multi(void *ctx, const struct sk_buff *skb)
{
	__u64 id = bpf_get_attach_cookie(ctx);
	struct sighting at;

	if (skb)
		tell_rest(ctx, &at, id, see_passing(&at, skb, id, false));
	return 0;
}

#define MULTI_PROGRAM(argument)                                                             \
	SEC("kprobe.multi")                                                                 \
	int multi_##argument(struct pt_regs *ctx)                                           \
	{                                                                                   \
		return passes_multi(ctx, (const struct sk_buff *)ARGUMENT_##argument(ctx)); \
	}

MULTI_PROGRAM(0)
MULTI_PROGRAM(1)
MULTI_PROGRAM(2)
MULTI_PROGRAM(3)
MULTI_PROGRAM(4)

/* TCP sends a segment, of which IP will get a clone: remember when, until it has. */
static __always_inline int transmits(const struct sock *sk, bool typed)
{
	__u64 address = (__u64)sk, now;

	if (!may_be_own_socket(sk, typed))
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&transmitting, &address, &now, BPF_ANY);
	return 0;
}

SEC("fentry/__tcp_transmit_skb")
int BPF_PROG(fentry___tcp_transmit_skb, const struct sock *sk)
{
	return transmits(sk, true);
}

SEC("kprobe/__tcp_transmit_skb")
int kprobe___tcp_transmit_skb(struct pt_regs *ctx)
{
	return transmits((const struct sock *)PT_REGS_PARM1(ctx), false);
}

#endif
