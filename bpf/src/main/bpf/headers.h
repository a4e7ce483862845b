/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading a packet's headers. */
#ifndef MYTRACER_HEADERS_H
#define MYTRACER_HEADERS_H

#include "kernel.h"

struct headers {
	__u8 source[16];
	__u8 destination[16];
	__u16 source_port;
	__u16 destination_port;
	__u32 seq;
	__u32 ack;
	__u32 length; /* from the network header on */
	__u32 payload; /* behind the transport header */
	__u8 family;
	__u8 protocol;
	__u8 tcp_flags;
	__u8 known; /* enum known */
};

/* How much of a packet's headers could be read. */
enum known {
	KNOWN_NOTHING = 0, /* no IP */
	KNOWN_ADDRESSES = 1, /* neither TCP nor UDP, or a later fragment; of ICMP also what it is */
	KNOWN_PORTS = 2,
};

/* The first bytes of an IP packet, enough for IPv4 without options and TCP behind it. */
union ip_bytes {
	struct {
		__u8 version_ihl;
		__u8 tos;
		__be16 total_length;
		__be16 id;
		__be16 fragment;
		__u8 ttl;
		__u8 protocol;
		__be16 checksum;
		__u32 source;
		__u32 destination;
		__u8 payload[20];
	} v4;
	struct {
		__u32 version_flow;
		__be16 payload_length;
		__u8 next_header;
		__u8 hop_limit;
		__u64 source[2];
		__u64 destination[2];
	} v6;
	__u8 bytes[40];
};

struct transport_bytes {
	__be16 source_port;
	__be16 destination_port;
	__be32 seq;
	__be32 ack;
	__u8 data_offset;
	__u8 flags;
	__u8 rest[6];
};

struct icmp_bytes {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be16 id; /* of an echo */
	__be16 sequence;
};

static __always_inline void map_v4(__u8 *to, __u32 address)
{
	*(__u64 *)to = 0;
	*(__u32 *)(to + 8) = bpf_htonl(0xffff);
	*(__u32 *)(to + 12) = address;
}

static __always_inline void copy_address(__u8 *to, const void *from)
{
	*(__u64 *)to = *(const __u64 *)from;
	*(__u64 *)(to + 8) = *(const __u64 *)(from + 8);
}

static __always_inline bool is_v4(const __u8 *address)
{
	return *(const __u64 *)address == 0 && *(const __u32 *)(address + 8) == bpf_htonl(0xffff);
}

static __always_inline int read_transport(struct headers *h, const struct transport_bytes *t,
					  __u32 offset)
{
	__u32 before = offset + (h->protocol == IPPROTO_TCP ? (t->data_offset >> 4) * 4 : 8);

	h->source_port = bpf_ntohs(t->source_port);
	h->destination_port = bpf_ntohs(t->destination_port);
	if (h->protocol == IPPROTO_TCP) {
		h->seq = bpf_ntohl(t->seq);
		h->ack = bpf_ntohl(t->ack);
		h->tcp_flags = t->flags;
	}
	h->payload = h->length > before ? h->length - before : 0;
	return KNOWN_PORTS;
}

/* Its numbers stand where TCP has its own: type, code and id in ack, the sequence in seq. */
static __always_inline int read_icmp(struct headers *h, const struct icmp_bytes *icmp)
{
	h->ack = (__u32)icmp->type << 24 | (__u32)icmp->code << 16 | bpf_ntohs(icmp->id);
	h->seq = bpf_ntohs(icmp->sequence);
	return KNOWN_ADDRESSES;
}

static __always_inline bool is_icmp(__u8 protocol)
{
	return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

static __always_inline int read_v4(struct headers *h, __u64 l3, union ip_bytes *ip)
{
	struct transport_bytes t;
	__u32 size;

	h->family = 4;
	h->protocol = ip->v4.protocol;
	size = h->protocol == IPPROTO_TCP ? sizeof(t) : 8;
	map_v4(h->source, ip->v4.source);
	map_v4(h->destination, ip->v4.destination);
	if (ip->v4.fragment & bpf_htons(0x1fff))
		return KNOWN_ADDRESSES; /* no ports behind the first fragment */
	if (h->protocol == IPPROTO_ICMP && ip->v4.version_ihl == 0x45)
		return read_icmp(h, (struct icmp_bytes *)ip->v4.payload);
	if (h->protocol != IPPROTO_TCP && h->protocol != IPPROTO_UDP)
		return KNOWN_ADDRESSES;
	if (ip->v4.version_ihl == 0x45)
		return read_transport(h, (struct transport_bytes *)ip->v4.payload, 20);
	__builtin_memset(&t, 0, sizeof(t));
	if (bpf_probe_read_kernel(&t, size, (void *)(l3 + (ip->v4.version_ihl & 15) * 4)))
		return KNOWN_ADDRESSES;
	return read_transport(h, &t, (ip->v4.version_ihl & 15) * 4);
}

static __always_inline int read_v6(struct headers *h, __u64 l3, union ip_bytes *ip)
{
	struct transport_bytes t;
	__u8 next = ip->v6.next_header, extension[8];
	__u32 offset = 40, size;

	h->family = 6;
	copy_address(h->source, ip->v6.source);
	copy_address(h->destination, ip->v6.destination);
	for (int i = 0; i < 4; i++) {
		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_DSTOPTS &&
		    next != IPPROTO_FRAGMENT)
			break;
		if (bpf_probe_read_kernel(extension, sizeof(extension), (void *)(l3 + offset)))
			return KNOWN_ADDRESSES;
		if (next == IPPROTO_FRAGMENT && *(__be16 *)(extension + 2) & bpf_htons(0xfff8))
			return KNOWN_ADDRESSES;
		offset += next == IPPROTO_FRAGMENT ? 8 : 8 * (extension[1] + 1);
		next = extension[0];
	}
	h->protocol = next;
	if (next == IPPROTO_ICMPV6) {
		if (bpf_probe_read_kernel(extension, sizeof(extension), (void *)(l3 + offset)))
			return KNOWN_ADDRESSES;
		return read_icmp(h, (struct icmp_bytes *)extension);
	}
	if (next != IPPROTO_TCP && next != IPPROTO_UDP)
		return KNOWN_ADDRESSES;
	size = next == IPPROTO_TCP ? sizeof(t) : 8;
	__builtin_memset(&t, 0, sizeof(t));
	if (bpf_probe_read_kernel(&t, size, (void *)(l3 + offset)))
		return KNOWN_ADDRESSES;
	return read_transport(h, &t, offset);
}

#endif
