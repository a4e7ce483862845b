/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Following packets by an id of their own. */
#ifndef MYTRACER_PACKETS_H
#define MYTRACER_PACKETS_H

#include "sockets.h"

static __always_inline struct on_cpu *this_cpu(void)
{
	__u32 zero = 0;
	struct on_cpu *cpu = bpf_map_lookup_elem(&on_cpu, &zero);

	if (cpu && cpu->window != shared.window) {
		__u64 in_softirq = cpu->in_softirq;

		__builtin_memset(cpu, 0, sizeof(*cpu));
		cpu->window = shared.window;
		cpu->in_softirq = in_softirq;
	}
	return cpu;
}

static __always_inline __u32 current_tgid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

/* The packet that is followed behind an skb's address; NULL: none. */
static __always_inline struct packet *known(__u64 skb)
{
	struct packet *packet = bpf_map_lookup_elem(&packets, &skb);

	return packet && packet->window == shared.window ? packet : NULL;
}

static __always_inline void forget(__u64 skb)
{
	bpf_map_delete_elem(&packets, &skb);
}

/*
 * The thread that does this by its own system call, as the JVM knows it; 0: none of the JVM's. A
 * softirq runs on top of whatever thread it met, which has nothing to do with the packet.
 */
static __always_inline __u32 own_thread(void)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct bpf_pidns_info inner;
	struct on_cpu *cpu;

	if (!shared.softirqs_seen || (!everybody && id >> 32 != shared.own_tgid))
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
static __always_inline void locate(struct sighting *at, bool sending)
{
	at->flow = 0;
	at->direction = DIRECTION_NONE;
	at->sending = sending;
	if (!at->netns && at->sk)
		at->netns = socket_netns((struct sock *)at->sk);
	at->forwarded = at->iif != 0 && !at->loopback;
}

/*
 * Whether an skb that stands where a known one stood is another packet. Tracepoints alone do not
 * tell every end of a packet (hooks_kin.h does), so an entry can be stale. A new skb has skb_iif 0
 * until __netif_receive_skb_core() sets it, and a sequence number of its own; only what has been
 * sent may have got a header of another protocol in front, by a tunnel. In doubt it is a new
 * packet: two are never joined.
 */
static __always_inline bool is_another(struct packet *packet, const struct sighting *at)
{
	if (packet->received && at->iif == 0)
		return true;
	if (packet->protocol != at->h.protocol)
		return !packet->sent;
	if (at->h.known != KNOWN_PORTS || at->h.protocol != IPPROTO_TCP)
		return false;
	if (packet->seq_unknown) {
		packet->seq_unknown = 0;
		packet->seq = at->h.seq;
	}
	return packet->seq != at->h.seq;
}

/* A socket that sends its first packet: connect() has just chosen its port, or it is UDP. */
static __always_inline bool adopt(struct sighting *at)
{
	struct flow flow = { .netns = at->netns, .generation = shared.generation };
	struct sock *sk = (struct sock *)at->sk;
	struct flow_key key;

	if (everybody || !sk || !at->sending)
		return false;
	if (at->h.protocol == IPPROTO_TCP) {
		__u64 address = at->sk, *cookie;

		if ((at->h.tcp_flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) != TCP_FLAG_SYN)
			return false;
		cookie = bpf_map_lookup_elem(&connecting, &address);
		if (!cookie)
			return false;
		flow.cookie = *cookie;
		if (!socket_key(&key, sk))
			return false;
	} else {
		if (!own_thread() || BPF_CORE_READ(sk, sk_protocol) != IPPROTO_UDP ||
		    !socket_key(&key, sk))
			return false;
		if (bpf_map_lookup_elem(&flows, &key))
			return false;
		/* 0 at first: the helper takes no skb->sk. sock_send_length follows and fills it in. */
		flow.cookie = given_cookie(sk);
	}
	return put_socket(&key, &flow, false) && match(at);
}

/* Whether it is worth a closer look: two reads for most foreign packets. */
static __always_inline bool may_be_ours(const struct headers *h)
{
	if (everybody)
		return h->known != KNOWN_NOTHING;
	if (h->known != KNOWN_PORTS)
		return false;
	if (flows_at(h->source_port) | flows_at(h->destination_port))
		return true;
	/* Somebody's first packet: a connect() of ours, or one that the user has named. */
	return h->protocol == IPPROTO_UDP ||
	       (h->tcp_flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) == TCP_FLAG_SYN;
}

/*
 * Whether a packet that is not followed is ours, or comes to a port that the user has named and
 * where nobody listens. Tells of what is rare also while no packet is followed.
 */
static __always_inline bool is_ours(struct sighting *at, bool sending, bool no_socket)
{
	if (!may_be_ours(&at->h))
		return false;
	see_device(at, (const struct net_device *)at->dev, false);
	locate(at, sending);
	/* Before a device only functions show a packet: this may be a connection's first. */
	if (adopt(at) || match(at))
		return true;
	at->direction = DIRECTION_IN;
	return no_socket && shared.config.filter.by_port && at->netns == shared.own_netns &&
	       filter_names_port(at->h.destination_port) &&
	       filter_passes(at->h.source, at->h.source_port, at->h.destination,
			     at->h.destination_port, at->h.protocol);
}

/* Addresses and ports in a number, to find out whether they have changed. */
static __always_inline __u64 ends_of(const struct headers *h)
{
	const __u64 *source = (const __u64 *)h->source;
	const __u64 *destination = (const __u64 *)h->destination;
	__u64 sum = source[0];

	sum = sum * 31 + source[1];
	sum = sum * 31 + destination[0];
	sum = sum * 31 + destination[1];
	return sum * 31 + ((__u64)h->source_port << 16 | h->destination_port);
}

/* Whether more packets may be followed at all. */
static __always_inline bool follows_more(void)
{
	return shared.followable > 0;
}

/* Enters a packet, of which it is known whose it is. Global, as parse(), and for its stack. */
GLOBAL int add_packet(struct sighting *at)
{
	struct packet fresh = {};
	__u64 skb;

	if (!at)
		return 0;
	skb = at->skb;
	fresh.id = next_packet();
	fresh.flow = at->flow;
	fresh.direction = at->direction;
	fresh.protocol = at->h.protocol;
	fresh.ends = ends_of(&at->h);
	fresh.length = at->h.length;
	fresh.seq = at->h.seq;
	fresh.netns = at->netns;
	fresh.window = shared.window;
	fresh.tentative = at->tentative;
	count(packets);
	if (bpf_map_update_elem(&packets, &skb, &fresh, BPF_ANY)) {
		count(map_full);
		return 0;
	}
	return 1;
}

/* Enters a packet when it is ours. */
static __always_inline struct packet *enter(struct sighting *at)
{
	bool leaves = at->place & LEAVES;

	if (!may_be_ours(&at->h) && !(leaves && may_be_sent_by_own(at)))
		return NULL;
	locate(at, at->place & SENDING);
	if (!adopt(at) && !match(at) && !(leaves && match_sender(at))) {
		if (!is_candidate(at))
			return NULL;
		at->direction = DIRECTION_IN;
		at->tentative = 1;
	}
	return add_packet(at) ? known(at->skb) : NULL;
}

#define LAST_ONES 8

/* Begins to follow a packet when it is ours. */
static __always_inline struct packet *begin(struct sighting *at)
{
	struct packet *packet = follows_more() ? enter(at) : NULL;

	if (packet && shared.followable != UNLIMITED) {
		/* CPUs may do so at a time: each of the last ones notes it. */
		if (shared.followable <= LAST_ONES)
			shared.ran_out = bpf_ktime_get_ns();
		__sync_fetch_and_add(&shared.followable, -1);
	}
	return packet;
}

/* Follows the packet known behind an skb that passes a hop; NULL: there is none, or it is another. */
static __always_inline struct packet *follow(struct sighting *at, struct packet *packet)
{
	if (!packet)
		return NULL;
	if (at->h.known == KNOWN_NOTHING || is_another(packet, at)) {
		forget(at->skb);
		return NULL;
	}
	locate(at, at->place & SENDING);
	/* A tunnel makes the packet longer, translation does not. */
	if (at->place & LEAVES)
		at->translated = packet->protocol == at->h.protocol &&
				 packet->length == at->h.length && packet->ends != ends_of(&at->h);
	if (at->sending) {
		packet->sent = 1;
		if (at->forwarded)
			packet->received = 0;
	}
	return packet;
}

#endif
