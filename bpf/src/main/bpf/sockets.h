/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which packets are ours: the JVM's sockets as flow keys, and the user's filter. */
#ifndef MYTRACER_SOCKETS_H
#define MYTRACER_SOCKETS_H

#include "sighting.h"
#include "legacy.h"

static __always_inline bool is_zero(const __u8 *address)
{
	return *(const __u64 *)address == 0 && *(const __u64 *)(address + 8) == 0;
}

/* Multicast, or the limited broadcast; subnets' broadcast addresses are among the local ones. */
static __always_inline bool is_for_many(const __u8 *address)
{
	if (!is_v4(address))
		return address[0] == 0xff;
	return (address[12] >> 4) == 0xe || *(const __u32 *)(address + 12) == 0xffffffff;
}

static __always_inline bool is_local(const __u8 *address)
{
	__u8 key[16] __attribute__((aligned(8)));

	if (is_v4(address) && address[12] == 127)
		return true;
	if (*(const __u64 *)address == 0 && *(const __u64 *)(address + 8) == bpf_cpu_to_be64(1))
		return true;
	copy_address(key, address);
	return bpf_map_lookup_elem(&local_addresses, key) != NULL;
}

static __always_inline bool filter_names_port(__u16 port)
{
	__u32 index = port_index(port);

	return shared.named_ports[index >> 3] & (1 << (index & 7));
}

static __always_inline bool filter_names_host(const __u8 *address)
{
	struct host_key key = { .prefix = 128 };

	for (int i = 0; i < 4; i++)
		key.address[i] = ((const __u32 *)address)[i];
	return bpf_map_lookup_elem(&named_hosts, &key) != NULL;
}

static __always_inline bool filter_names_protocol(__u8 protocol)
{
	if (protocol == IPPROTO_TCP)
		return shared.config.filter.tcp;
	if (protocol == IPPROTO_UDP)
		return shared.config.filter.udp;
	return is_icmp(protocol) ? shared.config.filter.icmp : shared.config.filter.others;
}

static __always_inline bool filter_passes(const __u8 *a, __u16 a_port, const __u8 *b, __u16 b_port,
					  __u8 protocol)
{
	if (!filter_names_protocol(protocol))
		return false;
	if (shared.config.filter.by_port && !filter_names_port(a_port) &&
	    !filter_names_port(b_port))
		return false;
	return !shared.config.filter.by_host || filter_names_host(a) || filter_names_host(b);
}

/* The key of a flow by its packet's headers, seen from one end. */
static __always_inline void packet_key(struct flow_key *key, const struct headers *h,
				       bool local_is_source)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->protocol = h->protocol;
	if (local_is_source) {
		copy_address(key->local, h->source);
		copy_address(key->remote, h->destination);
		key->local_port = h->source_port;
		key->remote_port = h->destination_port;
	} else {
		copy_address(key->local, h->destination);
		copy_address(key->remote, h->source);
		key->local_port = h->destination_port;
		key->remote_port = h->source_port;
	}
}

/*
 * A socket's local port from inet_sport, since skc_num is already 0 when tcp_set_state(TCP_CLOSE)
 * fires the tracepoint (inet_put_port() ran before; Linux 6.18).
 */
static __always_inline __u16 socket_port(const struct sock *sk)
{
	return bpf_ntohs(BPF_CORE_READ((const struct inet_sock *)sk, inet_sport));
}

/* The key of a socket. JDK sockets are AF_INET6 also for IPv4, with v4-mapped addresses. */
static __always_inline bool socket_key_by(struct flow_key *key, const struct sock *sk, bool typed)
{
	__u16 family = LOOK(typed, sk, __sk_common.skc_family);

	__builtin_memset(key, 0, sizeof(*key));
	key->protocol = (__u8)LOOK(typed, sk, sk_protocol);
	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP)
		return false;
	key->local_port = socket_port(sk);
	key->remote_port = bpf_ntohs(LOOK(typed, sk, __sk_common.skc_dport));
	if (family == AF_INET) {
		map_v4(key->local, LOOK(typed, sk, __sk_common.skc_rcv_saddr));
		map_v4(key->remote, LOOK(typed, sk, __sk_common.skc_daddr));
	} else if (family == AF_INET6 && typed) {
		copy_address(key->local, &sk->__sk_common.skc_v6_rcv_saddr);
		copy_address(key->remote, &sk->__sk_common.skc_v6_daddr);
	} else if (family == AF_INET6) {
		bpf_probe_read_kernel(key->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(key->remote, 16, &sk->__sk_common.skc_v6_daddr);
	} else {
		return false;
	}
	if (!key->remote_port)
		__builtin_memset(key->remote, 0, sizeof(key->remote));
	return key->local_port != 0;
}

static __always_inline bool socket_key(struct flow_key *key, const struct sock *sk)
{
	return socket_key_by(key, sk, false);
}

static __always_inline __u32 socket_netns(const struct sock *sk)
{
	return BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
}

static __always_inline bool socket_is_v6only(const struct sock *sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_ipv6only);
}

/* Whether a TCP socket may be ours, by its port, or while it connects by its address. */
static __always_inline bool may_be_own_socket(const struct sock *sk, bool typed)
{
	__u64 address = (__u64)sk;

	return everybody || flows_at(LOOK(typed, sk, __sk_common.skc_num)) ||
	       (LOOK(typed, sk, __sk_common.skc_state) == TCP_SYN_SENT &&
		bpf_map_lookup_elem(&connecting, &address));
}

/*
 * 1 on success. Global, as parse() is; keys and values are copied to the stack, since verifiers
 * before Linux 6.2 take no other memory for them.
 */
GLOBAL int put_flow(const struct flow_key *at, const struct flow *with)
{
	struct flow_key key;
	struct flow flow, *known;

	if (!at || !with)
		return 0;
	key = *at;
	flow = *with;
	known = bpf_map_lookup_elem(&flows, &key);
	if (known) {
		*known = flow;
		return 1;
	}
	if (bpf_map_update_elem(&flows, &key, &flow, BPF_NOEXIST)) {
		count(map_full);
		return 0;
	}
	__sync_fetch_and_add(&shared.port_flows[port_index(key.local_port)], 1);
	count(flows_added);
	return 1;
}

static __always_inline void remove_flow(const struct flow_key *at)
{
	struct flow_key key = *at;

	if (bpf_map_delete_elem(&flows, &key))
		return;
	__sync_fetch_and_add(&shared.port_flows[port_index(key.local_port)], -1);
	count(flows_removed);
}

/*
 * Enters or removes an own socket. One that is bound to the wildcard address stands under :: and,
 * unless it is for IPv6 only, under 0.0.0.0.
 */
GLOBAL int put_socket(struct flow_key *key, struct flow *flow, int v6only)
{
	if (!key || !flow)
		return 0;
	if (key->remote_port && !filter_passes(key->local, key->local_port, key->remote,
					       key->remote_port, key->protocol))
		return 0;
	put_flow(key, flow);
	if (!key->remote_port && is_zero(key->local) && !v6only) {
		map_v4(key->local, 0);
		put_flow(key, flow);
	}
	return 1;
}

GLOBAL int remove_socket(struct flow_key *key, int v6only)
{
	if (!key)
		return 0;
	remove_flow(key);
	if (!key->remote_port && is_zero(key->local) && !v6only) {
		map_v4(key->local, 0);
		remove_flow(key);
	}
	return 1;
}

/* The own flow of a socket, NULL if it is none; the key is filled in. */
static __always_inline struct flow *find_socket(struct flow_key *key, const struct sock *sk)
{
	struct flow *flow;

	if (!socket_key(key, sk))
		return NULL;
	flow = bpf_map_lookup_elem(&flows, key);
	return flow && flow->state != FLOW_FOREIGN && flow->netns == socket_netns(sk) ? flow : NULL;
}

/*
 * The same, copied, where everybody's sockets may be told of. One that connects is entered by the
 * first packet that is followed, and may have none.
 */
static __always_inline bool told_socket(struct flow_key *key, struct flow *flow,
					const struct sock *sk)
{
	__u64 address = (__u64)sk, *cookie;
	const struct flow *own;

	if (everybody) {
		flow->netns = socket_netns(sk);
		flow->cookie = given_cookie(sk);
		if (!socket_key(key, sk) ||
		    (shared.config.filter.netns && shared.config.filter.netns != flow->netns))
			return false;
		/* Of one that is not connected the packet decides. */
		return !key->remote_port || filter_passes(key->local, key->local_port, key->remote,
							  key->remote_port, key->protocol);
	}
	own = find_socket(key, sk);
	if (own) {
		flow->cookie = own->cookie;
		flow->netns = own->netns;
		return true;
	}
	cookie = bpf_map_lookup_elem(&connecting, &address);
	if (!cookie || !filter_passes(key->local, key->local_port, key->remote, key->remote_port,
				      key->protocol))
		return false;
	flow->cookie = *cookie;
	flow->netns = socket_netns(sk);
	return true;
}

/* Looks an own flow up by a full key; the key's remote, then local end are wiped on the way. */
static __always_inline struct flow *find_flow(struct flow_key *key, const struct headers *h,
					      __u32 netns, bool wildcard)
{
	struct flow *flow;

	if (!flows_at(key->local_port))
		return NULL;
	flow = bpf_map_lookup_elem(&flows, key);
	/* A closed socket sends no SYN: this is a new connection, of somebody or with a listener. */
	if (flow && !(flow->state == FLOW_ENDED && h->tcp_flags & TCP_FLAG_SYN))
		return flow->netns == netns && flow->state != FLOW_FOREIGN ? flow : NULL;
	if (!wildcard || !filter_passes(key->local, key->local_port, key->remote, key->remote_port,
					key->protocol))
		return NULL;
	if (!is_for_many(key->local) && !is_local(key->local))
		return NULL;
	__builtin_memset(key->remote, 0, sizeof(key->remote));
	key->remote_port = 0;
	flow = bpf_map_lookup_elem(&flows, key);
	if (!flow) {
		if (is_v4(key->local))
			map_v4(key->local, 0);
		else
			__builtin_memset(key->local, 0, sizeof(key->local));
		flow = bpf_map_lookup_elem(&flows, key);
	}
	return flow && flow->netns == netns ? flow : NULL;
}

/* Whether a packet of anybody's is to be told of, and in which direction this host sees it. */
static __always_inline bool match_anybody(struct sighting *at)
{
	const struct headers *h = &at->h;
	const struct sock *sk = (const struct sock *)at->sk;

	if (h->known == KNOWN_NOTHING)
		return false;
	if (shared.config.filter.netns && shared.config.filter.netns != at->netns)
		return false;
	if (shared.config.filter.by_icmp_id &&
	    (!is_icmp(h->protocol) || (h->ack & 0xffff) != shared.config.filter.icmp_id))
		return false;
	if (!filter_passes(h->source, h->source_port, h->destination, h->destination_port,
			   h->protocol))
		return false;
	at->direction = at->sending ? DIRECTION_OUT : DIRECTION_IN;
	at->flow = sk ? given_cookie(sk) : 0;
	return true;
}

/*
 * Finds the own flow of a packet and the direction it goes in, seen from our end; 0: none. A
 * wildcard socket owns what this host sends or receives, not what it forwards. Global, as parse().
 */
GLOBAL int match(struct sighting *at)
{
	struct flow_key key;
	struct flow *flow;

	if (!at)
		return 0;
	if (everybody)
		return match_anybody(at);
	if (!(flows_at(at->h.source_port) | flows_at(at->h.destination_port)))
		return 0;
	/* Where both ends are ours, the packet is the sender's until it has crossed over. */
	packet_key(&key, &at->h, at->sending);
	at->direction = at->sending ? DIRECTION_OUT : DIRECTION_IN;
	flow = find_flow(&key, &at->h, at->netns, !at->sending || !at->forwarded);
	if (!flow) {
		packet_key(&key, &at->h, !at->sending);
		at->direction = at->sending ? DIRECTION_IN : DIRECTION_OUT;
		flow = find_flow(&key, &at->h, at->netns, at->loopback);
	}
	if (!flow)
		return 0;
	at->flow = flow->cookie;
	return 1;
}

/* A socket's key by what all kinds of sockets have, also those of requests and in TIME_WAIT. */
static __always_inline void any_socket_key(struct flow_key *key, const struct sock *sk,
					   __u8 protocol)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->protocol = protocol;
	key->local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	key->remote_port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET) {
		map_v4(key->local, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
		map_v4(key->remote, BPF_CORE_READ(sk, __sk_common.skc_daddr));
	} else {
		bpf_probe_read_kernel(key->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(key->remote, 16, &sk->__sk_common.skc_v6_daddr);
	}
	if (!key->remote_port)
		__builtin_memset(key->remote, 0, sizeof(key->remote));
}

/* Whether an own socket may have sent a packet, whatever its headers say. */
static __always_inline bool may_be_sent_by_own(const struct sighting *at)
{
	const struct sock *sk = (const struct sock *)at->sk;

	return sk && at->h.known == KNOWN_PORTS && flows_at(BPF_CORE_READ(sk, __sk_common.skc_num));
}

/* Finds the own flow of a packet by the socket that sends it; 0: none. Global, as parse(). */
GLOBAL int match_sender(struct sighting *at)
{
	struct flow_key key;
	struct flow *flow;

	if (!at || !may_be_sent_by_own(at))
		return 0;
	any_socket_key(&key, (const struct sock *)at->sk, at->h.protocol);
	/* Sockets that are not connected are entered whatever the filter says. */
	if (!key.remote_port && !filter_passes(key.local, key.local_port, at->h.destination,
					       at->h.destination_port, key.protocol))
		return 0;
	flow = find_flow(&key, &at->h, at->netns, true);
	if (!flow)
		return 0;
	at->flow = flow->cookie;
	at->direction = DIRECTION_OUT;
	at->translated = 1;
	return 1;
}

/* Traffic that no socket of ours owns, but which the user has named or which may be ours. */
GLOBAL int is_candidate(struct sighting *at)
{
	struct headers *h;

	if (!at || at->netns != shared.own_netns || (at->sending && !at->loopback))
		return 0;
	h = &at->h;
	if (h->protocol == IPPROTO_TCP) {
		if ((h->tcp_flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) != TCP_FLAG_SYN)
			return 0;
		if (!shared.config.filter.by_port || !filter_names_port(h->destination_port))
			return 0;
	} else if (shared.foreign_udp[port_index(h->destination_port)]) {
		return 0;
	}
	if (!filter_passes(h->source, h->source_port, h->destination, h->destination_port,
			   h->protocol))
		return 0;
	return is_for_many(h->destination) || is_local(h->destination);
}

#endif
