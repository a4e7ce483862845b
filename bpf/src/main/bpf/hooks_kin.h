/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where packets are made from others, joined, and freed without a tracepoint. All are fexit, but
 * for the frees: only then is it known what has come out.
 */
#ifndef MYTRACER_HOOKS_KIN_H
#define MYTRACER_HOOKS_KIN_H

#include "kin.h"
#include <bpf/bpf_tracing.h>

SEC("fexit/skb_clone")
int BPF_PROG(fexit_skb_clone, const struct sk_buff *skb, unsigned int gfp,
	     const struct sk_buff *copy)
{
	return copied(skb, copy, HOP_skb_clone);
}

SEC("fexit/skb_copy")
int BPF_PROG(fexit_skb_copy, const struct sk_buff *skb, unsigned int gfp,
	     const struct sk_buff *copy)
{
	return copied(skb, copy, HOP_skb_copy);
}

SEC("fexit/__pskb_copy_fclone")
int BPF_PROG(fexit___pskb_copy_fclone, const struct sk_buff *skb, int headroom, unsigned int gfp,
	     bool fclone, const struct sk_buff *copy)
{
	return copied(skb, copy, HOP___pskb_copy_fclone);
}

SEC("fexit/skb_copy_expand")
int BPF_PROG(fexit_skb_copy_expand, const struct sk_buff *skb, int headroom, int tailroom,
	     unsigned int gfp, const struct sk_buff *copy)
{
	return copied(skb, copy, HOP_skb_copy_expand);
}

/* Reassembly puts the whole datagram where its last fragment has been. */
SEC("fexit/skb_morph")
int BPF_PROG(fexit_skb_morph, const struct sk_buff *to, const struct sk_buff *from)
{
	return copied(from, to, HOP_skb_morph);
}

SEC("fexit/__skb_gso_segment")
int BPF_PROG(fexit___skb_gso_segment, const struct sk_buff *skb, __u64 features, bool sending,
	     const struct sk_buff *segments)
{
	return segmented(skb, segments);
}

SEC("fexit/skb_gro_receive")
int BPF_PROG(fexit_skb_gro_receive, const struct sk_buff *into, const struct sk_buff *skb,
	     int error)
{
	return error ? 0 : merged(skb, into, HOP_skb_gro_receive, FLAG_FINAL);
}

SEC("fexit/skb_gro_receive_list")
int BPF_PROG(fexit_skb_gro_receive_list, const struct sk_buff *into, const struct sk_buff *skb,
	     int error)
{
	return error ? 0 : merged(skb, into, HOP_skb_gro_receive_list, FLAG_FINAL);
}

/* TCP joins what waits to be read; the packet is over when the application has read so far. */
SEC("fexit/skb_try_coalesce")
int BPF_PROG(fexit_skb_try_coalesce, const struct sk_buff *into, const struct sk_buff *skb,
	     bool *stolen, int *delta, __u8 done)
{
	return done ? merged(skb, into, HOP_skb_try_coalesce, 0) : 0;
}

SEC("fentry/__kfree_skb")
int BPF_PROG(fentry___kfree_skb, const struct sk_buff *skb)
{
	return ends(ctx, skb, HOP___kfree_skb);
}

SEC("kprobe/__kfree_skb")
int kprobe___kfree_skb(struct pt_regs *ctx)
{
	return ends(ctx, (const struct sk_buff *)PT_REGS_PARM1(ctx), HOP___kfree_skb);
}

/* Freed later, by the CPU that has allocated it. */
SEC("fentry/skb_attempt_defer_free")
int BPF_PROG(fentry_skb_attempt_defer_free, const struct sk_buff *skb)
{
	return ends(ctx, skb, HOP_skb_attempt_defer_free);
}

SEC("kprobe/skb_attempt_defer_free")
int kprobe_skb_attempt_defer_free(struct pt_regs *ctx)
{
	return ends(ctx, (const struct sk_buff *)PT_REGS_PARM1(ctx), HOP_skb_attempt_defer_free);
}

#endif
