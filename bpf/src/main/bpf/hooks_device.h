/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets at devices, on their way in and out. */
#ifndef MYTRACER_HOOKS_DEVICE_H
#define MYTRACER_HOOKS_DEVICE_H

#include "pass.h"
#include "translation.h"
#include <bpf/bpf_tracing.h>

SEC("tp_btf/napi_gro_receive_entry")
int BPF_PROG(napi_gro_receive_entry, const struct sk_buff *skb)
{
	return passes(ctx, skb, HOP_napi_gro_receive_entry, true);
}

SEC("tp_btf/netif_rx")
int BPF_PROG(netif_rx, const struct sk_buff *skb)
{
	return passes(ctx, skb, HOP_netif_rx, true);
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(netif_receive_skb, const struct sk_buff *skb)
{
	struct sighting at;

	if (pass_and_tell(ctx, &at, skb, HOP_netif_receive_skb, true))
		receives(&at);
	else
		receives_foreign();
	return 0;
}

SEC("tp_btf/net_dev_queue")
int BPF_PROG(net_dev_queue, const struct sk_buff *skb)
{
	struct sighting at;

	if (pass_and_tell(ctx, &at, skb, HOP_net_dev_queue, true) && at.translated &&
	    at.direction == DIRECTION_OUT && is_translated(skb, true))
		note_translation(&at);
	return 0;
}

SEC("tp_btf/qdisc_enqueue")
int BPF_PROG(qdisc_enqueue, void *qdisc, void *queue, const struct sk_buff *skb)
{
	return skb ? passes(ctx, skb, HOP_qdisc_enqueue, true) : 0;
}

SEC("tp_btf/qdisc_dequeue")
int BPF_PROG(qdisc_dequeue, void *qdisc, void *queue, int packets_taken, const struct sk_buff *skb)
{
	return skb ? passes(ctx, skb, HOP_qdisc_dequeue, true) : 0;
}

SEC("tp_btf/net_dev_start_xmit")
int BPF_PROG(net_dev_start_xmit, const struct sk_buff *skb)
{
	struct sighting at;
	struct on_cpu *cpu;

	if (!pass_and_tell(ctx, &at, skb, HOP_net_dev_start_xmit, true))
		return 0;
	cpu = this_cpu();
	if (!cpu)
		return 0;
	for (int i = 0; i < XMIT_SLOTS; i++) {
		if (cpu->sent_skb[i] && cpu->sent_skb[i] != (__u64)skb)
			continue;
		cpu->sent_skb[i] = (__u64)skb;
		cpu->sent[i].packet = at.packet;
		cpu->sent[i].flow = at.flow;
		break;
	}
	return 0;
}

/*
 * The driver owns the skb by now and may have freed it, so that its address may stand for another
 * packet: take what this CPU noted before it called the driver (xmit_one(), Linux 6.18).
 */
SEC("tp_btf/net_dev_xmit")
int BPF_PROG(net_dev_xmit, const struct sk_buff *skb, int code)
{
	struct on_cpu *cpu = this_cpu();

	if (!cpu)
		return 0;
	for (int i = 0; i < XMIT_SLOTS; i++) {
		if (cpu->sent_skb[i] != (__u64)skb)
			continue;
		bare_hop(ctx, (__u64)skb, cpu->sent[i].packet, cpu->sent[i].flow, HOP_net_dev_xmit,
			 code, 0);
		cpu->sent_skb[i] = 0;
		break;
	}
	return 0;
}

#endif
