/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets at functions. Each place has a program for fentry and one for a kprobe; the agent loads
 * what the kernel allows. kprobe.multi takes one program for all functions with the skb in the
 * same argument, told apart by the cookie of their attachment.
 */
#ifndef MYTRACER_HOOKS_FUNCTION_H
#define MYTRACER_HOOKS_FUNCTION_H

#include "pass.h"
#include <bpf/bpf_tracing.h>

#define ARGUMENT_0(regs) PT_REGS_PARM1(regs)
#define ARGUMENT_1(regs) PT_REGS_PARM2(regs)
#define ARGUMENT_2(regs) PT_REGS_PARM3(regs)
#define ARGUMENT_3(regs) PT_REGS_PARM4(regs)
#define ARGUMENT_4(regs) PT_REGS_PARM5(regs)

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

static __always_inline int passes_any(void *ctx, const struct sk_buff *skb)
{
	__u64 id = bpf_get_attach_cookie(ctx);
	struct packet *packet;
	struct sighting at;

	if (!skb)
		return 0;
	packet = known((__u64)skb);
	if (id == HOP_function) {
		/* Where the headers are is not known here: a new skb tells itself by skb_iif. */
		if (packet && (!packet->received || BPF_CORE_READ(skb, skb_iif)))
			function_hop(ctx, packet, (__u64)skb, bpf_get_func_ip(ctx));
		return 0;
	}
	if (!packet && !(places[id & 0xff] & BEGINS))
		return 0;
	see(&at, skb, false);
	if (pass(&at, id) == PASSES_UNTOLD)
		hop_with_stack(ctx, &at, id, at.h.payload, 0);
	return 0;
}

#define MULTI_PROGRAM(argument)                                                           \
	SEC("kprobe.multi")                                                               \
	int multi_##argument(struct pt_regs *ctx)                                         \
	{                                                                                 \
		return passes_any(ctx, (const struct sk_buff *)ARGUMENT_##argument(ctx)); \
	}

MULTI_PROGRAM(0)
MULTI_PROGRAM(1)
MULTI_PROGRAM(2)
MULTI_PROGRAM(3)
MULTI_PROGRAM(4)

/* TCP sends a segment, of which IP will get a clone: remember when, until it has. */
static __always_inline int transmits(const struct sock *sk)
{
	__u64 address = (__u64)sk, now;

	if (!may_be_own_socket(sk))
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&transmitting, &address, &now, BPF_ANY);
	return 0;
}

SEC("fentry/__tcp_transmit_skb")
int BPF_PROG(fentry___tcp_transmit_skb, const struct sock *sk)
{
	return transmits(sk);
}

SEC("kprobe/__tcp_transmit_skb")
int kprobe___tcp_transmit_skb(struct pt_regs *ctx)
{
	return transmits((const struct sock *)PT_REGS_PARM1(ctx));
}

#endif
