/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Following packets by an id of their own. */
#ifndef MYTRACER_PACKETS_H
#define MYTRACER_PACKETS_H

#include "sockets.h"

static __always_inline struct on_cpu *this_cpu(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&on_cpu, &zero);
}

static __always_inline bool is_loopback(const struct net_device *dev)
{
	return dev && dev->flags & IFF_LOOPBACK;
}

static __always_inline __u32 current_tgid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

/*
 * The JVM's thread that does this by its own system call, as the JVM knows it; 0: none. A softirq
 * runs on top of whatever thread it met, which has nothing to do with the packet.
 */
static __always_inline __u32 own_thread(void)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct bpf_pidns_info inner;
	struct on_cpu *cpu;

	if (id >> 32 != shared.own_tgid)
		return 0;
	cpu = this_cpu();
	if (!cpu || cpu->in_softirq)
		return 0;
	if (!shared.config.pidns_inode)
		return (__u32)id;
	if (bpf_get_ns_current_pid_tgid(shared.config.pidns_device, shared.config.pidns_inode,
					&inner, sizeof(inner)))
		return 0;
	return inner.pid;
}

/* Where the packet stands. One that IP drops before routing has no device, but its socket. */
static __always_inline void locate(struct sighting *at, const struct sk_buff *skb, bool sending)
{
	struct net_device *dev = skb->dev;
	struct sock *sk = skb->sk;

	at->flow = 0;
	at->direction = DIRECTION_NONE;
	at->sending = sending;
	at->loopback = is_loopback(dev);
	at->forwarded = skb->skb_iif != 0 && !at->loopback;
	at->netns = dev ? dev->nd_net.net->ns.inum : sk ? socket_netns(sk) : 0;
}

/*
 * Whether an skb that stands where a known one stood is another packet. Not every end of a packet
 * fires a tracepoint (tcp_rcv_established() frees pure ACKs with __kfree_skb()), so an entry can
 * be stale. A new skb has skb_iif 0 until __netif_receive_skb_core() sets it, and a sequence
 * number of its own. In doubt it is a new packet: two are never joined.
 */
static __always_inline bool is_another(const struct packet *packet, const struct sk_buff *skb,
				       const struct headers *h)
{
	if (packet->received && skb->skb_iif == 0)
		return true;
	return h->protocol == IPPROTO_TCP && packet->seq != h->seq;
}

/* A socket that sends its first packet: connect() has just chosen its port, or it is UDP. */
static __always_inline bool adopt(const struct sk_buff *skb, struct sighting *at)
{
	struct flow flow = { .netns = at->netns, .generation = shared.generation };
	struct sock *sk = skb->sk;
	struct flow_key key;

	if (!sk || !at->sending)
		return false;
	if (at->h.protocol == IPPROTO_TCP) {
		__u64 address = (__u64)sk, *cookie;

		if ((at->h.tcp_flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) != TCP_FLAG_SYN)
			return false;
		cookie = bpf_map_lookup_elem(&connecting, &address);
		if (!cookie)
			return false;
		flow.cookie = *cookie;
		packet_key(&key, &at->h, true);
	} else {
		if (sk->sk_protocol != IPPROTO_UDP || !own_thread() || !socket_key(&key, sk))
			return false;
		if (bpf_map_lookup_elem(&flows, &key))
			return false;
		/* 0 at first: the helper takes no skb->sk. sock_send_length follows and fills it in. */
		flow.cookie = sk->__sk_common.skc_cookie.counter;
	}
	return put_socket(&key, &flow, false) && match(at);
}

/* Finds the packet behind an skb that passes a hop, or begins to follow it when it is ours. */
static __always_inline struct packet *follow(const struct sk_buff *skb, struct sighting *at)
{
	__u64 address = (__u64)skb;
	struct packet *packet = bpf_map_lookup_elem(&packets, &address);
	struct packet fresh = {};

	if (packet && !is_another(packet, skb, &at->h)) {
		if (at->sending && at->forwarded)
			packet->received = 0;
		return packet;
	}
	if (!adopt(skb, at) && !match(at)) {
		if (!is_candidate(at)) {
			if (packet)
				bpf_map_delete_elem(&packets, &address);
			return NULL;
		}
		at->direction = DIRECTION_IN;
		fresh.tentative = 1;
	}
	fresh.id = __sync_fetch_and_add(&shared.last_packet, 1) + 1;
	fresh.flow = at->flow;
	fresh.direction = at->direction;
	fresh.seq = at->h.seq;
	fresh.ports = (__u32)at->h.source_port << 16 | at->h.destination_port;
	fresh.netns = at->netns;
	count(packets);
	if (bpf_map_update_elem(&packets, &address, &fresh, BPF_ANY)) {
		count(map_full);
		return NULL;
	}
	return bpf_map_lookup_elem(&packets, &address);
}

#endif
