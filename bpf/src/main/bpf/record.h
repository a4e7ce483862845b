/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs tell the agent: one record per thing that happened, in a ring buffer. The
 * Java side reads the same layout in io.mytracer.bpf.HopRecord; a test compares it with the BTF
 * of this object, member by member.
 */
#ifndef MYTRACER_RECORD_H
#define MYTRACER_RECORD_H

#include "hops.h"

#define DEVICE_NAME_SIZE 16
#define STACK_DEPTH 127 /* as deep as the kernel lets stacks be: PERF_MAX_STACK_DEPTH */
#define TABLE_NAME_SIZE 32 /* XT_TABLE_MAXNAMELEN; a table of nftables may have a longer name */
#define CHAIN_NAME_SIZE 64

enum kind {
	KIND_HOP = 1, /* a packet, or with packet 0 an operation on a socket, at a hop */
	KIND_DROP = 2,
	KIND_RESET_SENT = 3,
	KIND_RESET_RECEIVED = 4,
	KIND_RETRANSMIT = 5,
	KIND_FLOW_OPENED = 6, /* source is the local end, destination the remote one */
	KIND_FLOW_ENDED = 7, /* value: milliseconds for which packets may still come */
	KIND_VERDICT = 8, /* a packet filter has decided; time: when it began to */
};

enum direction {
	DIRECTION_NONE = 0,
	DIRECTION_IN = 1,
	DIRECTION_OUT = 2,
};

enum record_flag {
	FLAG_TENTATIVE = 1 << 0, /* nobody knows yet whether the packet is ours */
	FLAG_CONFIRMED = 1 << 1, /* a tentative packet turned out to be ours */
	FLAG_MAC = 1 << 2, /* mac holds a destination address */
	FLAG_BARE = 1 << 3, /* no headers: the packet's previous hop has them */
	FLAG_FINAL = 1 << 4, /* the packet ends here */
	FLAG_REASON = 1 << 5, /* the kernel gave a reason */
	FLAG_LOOPBACK = 1 << 6, /* the device is a loopback device */
};

struct record {
	__u64 time; /* ns, CLOCK_MONOTONIC */
	__u64 packet; /* id, 0: no packet */
	__u64 skb; /* address */
	__u64 flow; /* socket cookie, 0: unknown */
	__u8 source[16]; /* IPv6, or IPv4 as ::ffff:a.b.c.d */
	__u8 destination[16];
	__u16 source_port; /* host order, as all numbers here */
	__u16 destination_port;
	__u32 seq; /* of a call on a socket: of the first byte that it has moved */
	__u32 ack;
	__u32 length; /* bytes from the network header on */
	__u32 netns; /* inode */
	__u32 tid; /* JVM thread in whose system call this happened, 0: none */
	__u16 cpu;
	__u8 kind;
	__u8 hop;
	__u8 direction;
	__u8 protocol;
	__u8 family; /* 4, 6 */
	__u8 tcp_flags;
	__u8 packet_type;
	__u8 flags;
	__u8 mac[6];
	char device[DEVICE_NAME_SIZE];
	__u32 value; /* by hop: bytes of payload or moved by the call, return code */
	__u32 java_thread; /* lower half of the id of the Java thread that tid runs, 0: unknown */
};

/* A record with its cause: drops, resets, retransmissions, and hops whose stack is wanted. */
struct cause_record {
	struct record record;
	__u64 location; /* kernel address that freed the packet */
	__u32 reason; /* skb_drop_reason or sk_rst_reason of the running kernel */
	__u32 state; /* TCP state, 0: no socket */
	__s64 stack_bytes; /* negative: errno of bpf_get_stack() */
	__u64 stack[STACK_DEPTH];
};

/* How a verdict names the rule that decided. */
enum rule_kind {
	RULE_UNKNOWN = 0,
	RULE_POLICY = 1, /* none decided, but the chain's policy */
	RULE_NUMBER = 2, /* its place in the chain, from 1 on */
	RULE_HANDLE = 3, /* the ruleset's own number */
	RULE_INFERRED = 1 << 7, /* added to the others: not certain */
};

/* What a table of iptables or a base chain of nftables decided. Longer names are cut. */
struct verdict_record {
	struct record record;
	__u64 ended; /* as record.time */
	__u64 rule; /* by rule_kind */
	__u32 verdict; /* as the kernel returns it: NF_... and what is in the upper half */
	__u8 family; /* of the table, NFPROTO_..., 0: unknown */
	__u8 hook_family; /* tells what hook means, 0: unknown */
	__u8 hook;
	__u8 rule_kind;
	char table[TABLE_NAME_SIZE];
	char base_chain[CHAIN_NAME_SIZE]; /* empty: named after the hook, or unknown */
	char chain[CHAIN_NAME_SIZE]; /* in which the verdict fell, empty: unknown */
};

/* A verdict that was not to accept. */
struct refusal_record {
	struct verdict_record verdict;
	__s64 stack_bytes;
	__u64 stack[STACK_DEPTH];
};

/*
 * What is queued at a socket of the JVM at a moment; not in the ring, but what the reader of
 * own_queues_iterator gets. Of the numbers only TCP has the lower half.
 */
struct queue_record {
	__u64 time; /* as record.time */
	__u64 flow; /* as in struct record */
	__u64 arrived; /* when the oldest segment or datagram with unread bytes did, 0: unknown or none */
	__u8 local[16];
	__u8 remote[16];
	__u16 local_port;
	__u16 remote_port;
	__u32 netns;
	__u32 fd;
	__u8 protocol;
	__u8 state; /* TCP state */
	__u16 unused;
	__u32 receive_queue; /* bytes to be read, of UDP memory; of a listener: connections to be accepted */
	__u32 receive_limit; /* of memory; of a listener: its backlog */
	__u32 send_queue; /* bytes that the other end has not acknowledged, of UDP memory */
	__u32 send_limit; /* of memory */
	__u32 rtt; /* us, smoothed */
	__u32 cwnd; /* segments */
	__u32 unacked; /* segments */
	__u32 retransmits; /* segments since the connection began */
	__u32 send_window; /* bytes that the other end has room for */
	__u32 receive_window; /* bytes that this end has told that it has room for */
	__u32 read; /* TCP's number of the first byte that has not been read */
	__u32 room;
};

_Static_assert(sizeof(struct record) == 128, "record layout");
_Static_assert(sizeof(struct queue_record) == 120, "queue layout");
_Static_assert(sizeof(struct verdict_record) == 128 + 24 + 160, "verdict layout");
_Static_assert(sizeof(struct refusal_record) == 312 + 8 + 8 * STACK_DEPTH, "refusal layout");
_Static_assert(sizeof(struct cause_record) == 128 + 24 + 8 * STACK_DEPTH, "cause layout");

#endif
