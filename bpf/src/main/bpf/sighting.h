/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A packet as a hook finds it. */
#ifndef MYTRACER_SIGHTING_H
#define MYTRACER_SIGHTING_H

#include "headers.h"
#include "record.h"

/*
 * What is taken from an skb, and what is found out about it. Only see() depends on how a program
 * is attached; what comes after works on addresses, and is the same for all.
 */
struct sighting {
	struct headers h; /* first, since its addresses are read as longs */
	__u64 skb;
	__u64 head;
	__u64 dev;
	__u64 sk;
	__u32 data; /* offset of skb->data from head */
	__u32 size; /* skb->len */
	__u32 iif;
	__u16 network_header;
	__u16 mac_header;
	__be16 link_protocol;
	__u16 place; /* enum place */
	__u8 packet_type;
	__u8 translated; /* its ends are not those that its socket knows */
	__u64 device[DEVICE_NAME_SIZE / 8]; /* its name */
	__u64 time; /* when it was seen, 0: not noted */
	__u64 packet; /* id, 0: not one of ours */
	__u64 flow; /* socket cookie */
	__u32 netns;
	__u8 sending; /* on the way out */
	__u8 loopback; /* both ends are here */
	__u8 forwarded; /* came in through a device */
	__u8 direction;
	__u8 tentative;
};

/* Loads through BTF where the verifier knows the type, else by bpf_probe_read_kernel(). */
#define LOOK(typed, pointer, member) ((typed) ? (pointer)->member : BPF_CORE_READ(pointer, member))

/*
 * typed: the skb is an argument that the verifier knows, as in fentry, fexit and tp_btf programs;
 * kprobes get a mere address. Constant at each call, so that one branch is left.
 */
static __always_inline void see(struct sighting *at, const struct sk_buff *skb, bool typed)
{
	__builtin_memset(at, 0, sizeof(*at));
	at->skb = (__u64)skb;
	at->head = (__u64)LOOK(typed, skb, head);
	at->data = (__u32)((__u64)LOOK(typed, skb, data) - at->head);
	at->size = LOOK(typed, skb, len);
	at->dev = (__u64)LOOK(typed, skb, dev);
	at->sk = (__u64)LOOK(typed, skb, sk);
	at->iif = LOOK(typed, skb, skb_iif);
	at->network_header = LOOK(typed, skb, network_header);
	at->mac_header = LOOK(typed, skb, mac_header);
	at->link_protocol = LOOK(typed, skb, protocol);
	at->packet_type = typed ? BPF_CORE_READ_BITFIELD(skb, pkt_type) :
				  BPF_CORE_READ_BITFIELD_PROBED(skb, pkt_type);
}

/* The device; not where sockets' queues keep other things in its place. */
static __always_inline void see_device(struct sighting *at, const struct net_device *dev,
				       bool typed)
{
	const struct net *net;
	const __u64 *name;

	if (!dev)
		return;
	at->dev = (__u64)dev;
	name = (const __u64 *)dev->name;
	if (typed) {
		at->device[0] = name[0];
		at->device[1] = name[1];
	} else {
		bpf_probe_read_kernel(at->device, sizeof(at->device), name);
	}
	at->loopback = (LOOK(typed, dev, flags) & IFF_LOOPBACK) != 0;
	net = LOOK(typed, dev, nd_net.net);
	if (net)
		at->netns = LOOK(typed, net, ns.inum);
}

/* Whether address translation has changed the packet, or has had a reason not to. */
static __always_inline bool is_translated(const struct sk_buff *skb, bool typed)
{
	const struct nf_conn *connection;

	if (!bpf_core_field_exists(skb->_nfct) || !bpf_core_type_exists(struct nf_conn))
		return false;
	connection = (const struct nf_conn *)(LOOK(typed, skb, _nfct) & ~NFCT_INFO_MASK);
	return connection && BPF_CORE_READ(connection, status) & IPS_NAT_MASK;
}

/*
 * Parses from the network header on and returns how much it knows then; h.length is set. A global
 * function, for which addresses in memory are numbers, whatever the verifier knew them to be.
 */
GLOBAL int parse(struct sighting *at, __u32 l3)
{
	union ip_bytes ip;
	__u64 address;

	if (!at)
		return KNOWN_NOTHING;
	address = at->head + l3;
	if (bpf_probe_read_kernel(&ip, sizeof(ip), (const void *)address))
		return KNOWN_NOTHING;
	if (ip.v4.version_ihl >> 4 == 4)
		return read_v4(&at->h, address, &ip);
	if (ip.v4.version_ihl >> 4 == 6)
		return read_v6(&at->h, address, &ip);
	return KNOWN_NOTHING;
}

/*
 * Reads the headers, and returns how much is known then.
 *
 * On the way in, before __netif_receive_skb_core() has set it, network_header is stale, but
 * skb->data stands on the IP header (eth_type_trans() pulled the MAC header; Linux 6.18). On the
 * way out and behind IP it is the other way round.
 */
static __always_inline int read_headers(struct sighting *at, bool at_data)
{
	__u32 l3 = at->network_header;

	if (at_data) {
		l3 = at->data;
		if (at->link_protocol == bpf_htons(ETH_P_8021Q) ||
		    at->link_protocol == bpf_htons(ETH_P_8021AD))
			l3 += 4;
	} else if (l3 == 0 || l3 == 0xffff) {
		return KNOWN_NOTHING;
	}
	at->h.length = at->size + at->data - l3;
	at->h.known = parse(at, l3);
	return at->h.known;
}

#endif
