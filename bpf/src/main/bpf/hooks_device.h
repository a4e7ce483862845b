/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets at devices, on their way in and out. */
#ifndef MYTRACER_HOOKS_DEVICE_H
#define MYTRACER_HOOKS_DEVICE_H

#include "report.h"
#include <bpf/bpf_tracing.h>

/* A packet passes a hop on its way in or out; NULL if it is not ours. */
static __always_inline struct packet *pass(const struct sk_buff *skb, bool sending, __u8 id)
{
	struct packet *packet;
	struct sighting at;

	if (!read_headers(skb, !sending, &at.h))
		return NULL;
	locate(&at, skb, sending);
	packet = follow(skb, &at);
	if (packet)
		hop(skb, packet, &at.h, id, at.h.payload, 0, true);
	return packet;
}

SEC("tp_btf/napi_gro_receive_entry")
int BPF_PROG(napi_gro_receive_entry, const struct sk_buff *skb)
{
	pass(skb, false, HOP_NAPI_GRO_RECEIVE_ENTRY);
	return 0;
}

SEC("tp_btf/netif_rx")
int BPF_PROG(netif_rx, const struct sk_buff *skb)
{
	pass(skb, false, HOP_NETIF_RX);
	return 0;
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(netif_receive_skb, const struct sk_buff *skb)
{
	struct packet *packet = pass(skb, false, HOP_NETIF_RECEIVE_SKB);
	struct on_cpu *cpu = this_cpu();

	if (packet)
		packet->received = 1;
	if (cpu) {
		cpu->received_packet = packet ? packet->id : 0;
		cpu->received_flow = packet ? packet->flow : 0;
		cpu->received_skb = (__u64)skb;
		cpu->received_ports = packet ? packet->ports : 0;
	}
	return 0;
}

SEC("tp_btf/net_dev_queue")
int BPF_PROG(net_dev_queue, const struct sk_buff *skb)
{
	pass(skb, true, HOP_NET_DEV_QUEUE);
	return 0;
}

SEC("tp_btf/qdisc_enqueue")
int BPF_PROG(qdisc_enqueue, void *qdisc, void *queue, const struct sk_buff *skb)
{
	if (skb)
		pass(skb, true, HOP_QDISC_ENQUEUE);
	return 0;
}

SEC("tp_btf/qdisc_dequeue")
int BPF_PROG(qdisc_dequeue, void *qdisc, void *queue, int packets_taken, const struct sk_buff *skb)
{
	if (skb)
		pass(skb, true, HOP_QDISC_DEQUEUE);
	return 0;
}

SEC("tp_btf/net_dev_start_xmit")
int BPF_PROG(net_dev_start_xmit, const struct sk_buff *skb)
{
	struct packet *packet = pass(skb, true, HOP_NET_DEV_START_XMIT);
	struct on_cpu *cpu = this_cpu();

	if (!packet || !cpu)
		return 0;
	for (int i = 0; i < XMIT_SLOTS; i++) {
		if (cpu->xmit[i].skb && cpu->xmit[i].skb != (__u64)skb)
			continue;
		cpu->xmit[i].skb = (__u64)skb;
		cpu->xmit[i].packet = packet->id;
		cpu->xmit[i].flow = packet->flow;
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
		if (cpu->xmit[i].skb != (__u64)skb)
			continue;
		bare_hop((__u64)skb, cpu->xmit[i].packet, cpu->xmit[i].flow, HOP_NET_DEV_XMIT, code,
			 0);
		cpu->xmit[i].skb = 0;
		break;
	}
	return 0;
}

#endif
