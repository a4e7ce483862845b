/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Following packets by an id of their own, and telling the agent about them. */
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
	fresh.netns = at->netns;
	count(packets);
	if (bpf_map_update_elem(&packets, &address, &fresh, BPF_ANY)) {
		count(map_full);
		return NULL;
	}
	return bpf_map_lookup_elem(&packets, &address);
}

/* Submits without a wake-up, since the agent drains by the clock; past half full it is woken. */
static __always_inline void submit(void *record)
{
	__u64 flags = BPF_RB_NO_WAKEUP;

	if (bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > shared.config.ring_bytes / 2)
		flags = BPF_RB_FORCE_WAKEUP;
	bpf_ringbuf_submit(record, flags);
}

static __always_inline void *reserve(__u64 size)
{
	void *record;

	count(produced);
	record = bpf_ringbuf_reserve(&ring, size, 0);
	if (!record)
		count(ring_full);
	return record;
}

static __always_inline void describe(struct record *r, __u8 kind, __u8 id)
{
	__builtin_memset(r, 0, sizeof(*r));
	r->time = bpf_ktime_get_ns();
	r->cpu = bpf_get_smp_processor_id();
	r->pid = current_tgid();
	r->tid = own_thread();
	r->kind = kind;
	r->hop = id;
}

static __always_inline void describe_packet(struct record *r, const struct packet *packet,
					    __u64 skb)
{
	r->skb = skb;
	r->packet = packet->id;
	r->flow = packet->flow;
	r->direction = packet->direction;
	r->netns = packet->netns;
	if (packet->tentative)
		r->flags |= FLAG_TENTATIVE;
}

static __always_inline void describe_headers(struct record *r, const struct headers *h)
{
	copy_address(r->source, h->source);
	copy_address(r->destination, h->destination);
	r->source_port = h->source_port;
	r->destination_port = h->destination_port;
	r->seq = h->seq;
	r->ack = h->ack;
	r->length = h->length;
	r->family = h->family;
	r->protocol = h->protocol;
	r->tcp_flags = h->tcp_flags;
}

/* The device, only where skb->dev is one: sockets' queues keep other things in its place. */
static __always_inline void describe_device(struct record *r, const struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	__u16 mac = skb->mac_header;
	__u16 l3 = skb->network_header;

	r->packet_type = BPF_CORE_READ_BITFIELD(skb, pkt_type);
	if (!dev)
		return;
	r->netns = dev->nd_net.net->ns.inum;
	bpf_probe_read_kernel(r->device, sizeof(r->device), dev->name);
	if (is_loopback(dev))
		r->flags |= FLAG_LOOPBACK;
	if (mac != 0xffff && (l3 - mac >= ETH_HLEN || skb->data - skb->head - mac == ETH_HLEN)) {
		if (!bpf_probe_read_kernel(r->mac, sizeof(r->mac), skb->head + mac))
			r->flags |= FLAG_MAC;
	}
}

/* A socket's two ends, as a packet that goes in the given direction would have them. */
static __always_inline void describe_socket(struct record *r, const struct flow_key *key,
					    __u8 direction)
{
	bool out = direction == DIRECTION_OUT;

	copy_address(r->source, out ? key->local : key->remote);
	copy_address(r->destination, out ? key->remote : key->local);
	r->source_port = out ? key->local_port : key->remote_port;
	r->destination_port = out ? key->remote_port : key->local_port;
	r->protocol = key->protocol;
	r->family = is_v4(key->local) || is_v4(key->remote) ? 4 : 6;
	r->direction = direction;
}

static __always_inline void describe_cause(void *ctx, struct cause_record *c)
{
	c->stack_bytes = bpf_get_stack(ctx, c->stack, sizeof(c->stack), 0);
	if (c->stack_bytes < 0)
		count(stack_lost);
}

/* A hop of a packet with its headers. */
static __always_inline void hop(const struct sk_buff *skb, const struct packet *packet,
				const struct headers *h, __u8 id, __u32 value, __u8 flags,
				bool has_device)
{
	struct record *r = reserve(sizeof(*r));

	if (!r)
		return;
	describe(r, KIND_HOP, id);
	describe_packet(r, packet, (__u64)skb);
	describe_headers(r, h);
	if (has_device)
		describe_device(r, skb);
	r->flags |= flags;
	r->value = value;
	submit(r);
}

/* A hop where only the packet's id is known. */
static __always_inline void bare_hop(__u64 skb, __u64 packet, __u64 flow, __u8 id, __u32 value,
				     __u8 flags)
{
	struct record *r = reserve(sizeof(*r));

	if (!r)
		return;
	describe(r, KIND_HOP, id);
	r->skb = skb;
	r->packet = packet;
	r->flow = flow;
	r->flags = FLAG_BARE | flags;
	r->value = value;
	submit(r);
}

static __always_inline void flow_event(const struct flow_key *key, __u64 cookie, __u32 netns,
				       __u8 kind, __u32 value)
{
	struct record *r = reserve(sizeof(*r));

	if (!r)
		return;
	describe(r, kind, HOP_NONE);
	describe_socket(r, key, DIRECTION_OUT);
	r->flow = cookie;
	r->netns = netns;
	r->value = value;
	submit(r);
}

#endif
