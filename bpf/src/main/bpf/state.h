/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Maps and globals. The agent writes config before it attaches, reads counters at any time and
 * removes flows that have ended; everything else is kept by the programs.
 */
#ifndef MYTRACER_STATE_H
#define MYTRACER_STATE_H

#include "kernel.h"
#include "record.h"

#define CPU_SLOTS 256
#define XMIT_SLOTS 4

/* What the user asked for: narrows own traffic and names traffic that no socket owns. */
struct filter {
	__u32 by_port; /* only ports in named_ports */
	__u32 by_host; /* only addresses in named_hosts */
	__u32 tcp;
	__u32 udp;
	__u32 icmp;
	__u32 others; /* all other protocols */
	__u32 netns; /* inode, 0: any */
	__u32 by_icmp_id; /* of echoes only those with icmp_id */
	__u32 icmp_id;
	__u32 unused;
};

/* What is told with its kernel stack; io.mytracer.bpf.StackMode. */
enum stacks {
	STACKS_NONE = 0,
	STACKS_DROPS = 1, /* what ends or refuses a packet */
	STACKS_SAMPLED = 2, /* that, and every hop of one packet in SAMPLED_PACKETS */
	STACKS_ALL = 3,
};

#define SAMPLED_PACKETS 64

/* What is done with the packets that are followed. */
enum following {
	TELL_HOPS = 1 << 0, /* a record for each hop */
	COUNT_TIMES = 1 << 1, /* in stage_times */
};

/* As many packets as there are may be followed. */
#define UNLIMITED 0x7fffffff

struct config {
	__u64 pidns_device; /* of the JVM's PID namespace, 0: it is the initial one */
	__u64 pidns_inode;
	__u64 ring_bytes;
	struct filter filter;
	__u32 stacks; /* enum stacks */
	__u32 unused;
};

/* One cache line per CPU; atomic adds, since an interrupt may count in the middle of another. */
struct counters {
	__u64 produced; /* records wanted */
	__u64 ring_full; /* of them lost: no room in the ring */
	__u64 map_full; /* flows or packets that found no room */
	__u64 stack_lost;
	__u64 flows_added;
	__u64 flows_removed;
	__u64 packets;
	__u64 unused;
};

struct flow_key {
	__u8 local[16];
	__u8 remote[16]; /* all zero: any */
	__u16 local_port;
	__u16 remote_port;
	__u8 protocol;
	__u8 unused[3];
};

enum flow_state {
	FLOW_LIVE = 0,
	FLOW_ENDED = 1, /* closed, last packets may still come */
	FLOW_FOREIGN = 2, /* accepted by another process on a port that we listen on, too */
};

struct flow {
	__u64 cookie;
	__u32 netns;
	__u32 generation; /* of the last iteration that saw the socket */
	__u32 state;
	__u32 unused;
};

/*
 * A thread of the JVM in a call on a socket. The thread writes who it is before it enters the
 * kernel, and reads what the call has moved behind it: no other CPU is concerned.
 */
struct caller {
	__u32 tid; /* as in struct record, 0: nobody's */
	__u32 java_thread; /* as in struct record */
	__u64 flow; /* the socket that bytes were moved through, 0: none were */
	__u32 begin; /* TCP's number of the first byte */
	__u32 end; /* and that behind the last one */
	__u64 unused;
};

#define CALLER_SETS 1024
#define CALLER_WAYS 4

struct callers {
	struct caller ways[CALLER_WAYS];
};

/* From one stage to the next one. */
struct stage_edge {
	__u8 from; /* as in shared.stages */
	__u8 to;
	__u8 direction;
	__u8 protocol;
};

/*
 * Log-linear: each power of two has 16 buckets, and below 16 ns each number has one
 * (io.mytracer.diagnosis.LogHistogram). The last one has all from 68 s on.
 */
#define TIME_BUCKETS 528

struct stage_times {
	__u64 sum; /* ns */
	__u32 buckets[TIME_BUCKETS]; /* how many of each size; they begin anew at 2^32 */
};

/* Types that no map and no global variable is made of. */
struct told_types {
	struct cause_record record;
	struct refusal_record refusal;
	struct queue_record queue;
	enum hop hop;
	enum kind kind;
	enum direction direction;
	enum record_flag flag;
	enum flow_state state;
	enum rule_kind rule;
	enum stacks stacks;
	enum following following;
	struct callers callers;
};

/* All of .bss, which the agent maps: io.mytracer.bpf.SharedState has the same layout. */
struct shared {
	struct config config;
	/* Set by the socket iterator, which runs in the JVM's own context. */
	__u32 own_tgid;
	__u32 own_netns;
	__u32 generation; /* raised by the agent before each iteration */
	__u32 off; /* nothing more is told: cheaper than to detach, when the JVM ends */
	/* Address of the kernel's __per_cpu_offset, 0: unknown. */
	__u64 per_cpu_offsets;
	__u32 refusals_only; /* the agent wants no verdicts that accept */
	__u32 modules_loaded; /* how many since the programs are attached */
	__u32 modules_known; /* how many of these the agent has looked at */
	/*
	 * Packets are followed for a while, with the programs of all places attached, or for good.
	 * What is left of the while before must not be taken for something of this one.
	 */
	__u32 window; /* its number */
	__u32 following; /* enum following */
	__u32 softirqs_seen; /* softirq_entry and softirq_exit are attached */
	__u32 padding[2]; /* a CPU's counters are in a cache line of their own */
	struct counters counters[CPU_SLOTS];
	/* The stage of each hop (io.mytracer.bpf.Stage) plus 1; 0: it says nothing of one. */
	__u8 stages[256];
	/* A bit for each port that the user named. */
	__u8 named_ports[65536 / 8];
	/* UDP ports that are somebody else's; the agent forgets them every few seconds. */
	__u8 foreign_udp[65536];
	/* Flows by local port: two reads of this reject most foreign packets. */
	__u32 port_flows[65536];
	/*
	 * Id of the newest packet. Never reused, so that a reused skb never joins two packets. All CPUs
	 * write here, so it is far from what programs read for packets that are not ours.
	 */
	__u64 last_packet;
	__u64 ran_out; /* when the last packets began that might be followed */
	__s32 followable; /* how many more packets may be followed in this window; UNLIMITED */
	__u32 unused;
	/* Takes no room, but brings these types into the BTF, for the tests that compare them. */
	struct told_types types[0];
};

struct shared shared __attribute__((aligned(64))) = {};

/*
 * Whether every packet that passes the filter is told of, and not only the JVM's own. Constant for
 * the verifier, which leaves out what is for the other case.
 */
const volatile __u32 everybody SEC(".rodata.scope") = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 18);
	__type(key, struct flow_key);
	__type(value, struct flow);
} flows SEC(".maps");

/* Threads that make calls on sockets, by the lower bits of their ids. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CALLER_SETS);
	__type(key, __u32);
	__type(value, struct callers);
} callers SEC(".maps");

/* Own sockets in connect(): they have no local port yet when they enter SYN_SENT. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 14);
	__type(key, __u64);
	__type(value, __u64);
} connecting SEC(".maps");

/* Own sockets for which __tcp_transmit_skb() is at work: since when. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u64);
	__type(value, __u64);
} transmitting SEC(".maps");

#ifndef MYTRACER_LEGACY
/* Marks own listeners; the kernel clones the mark into the sockets they accept. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, __u32);
} own_sockets SEC(".maps");
#endif

/* Behind address translation a flow's packets have other ends: the socket's key to theirs. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 14);
	__type(key, struct flow_key);
	__type(value, struct flow_key);
} translations SEC(".maps");

/* Addresses of this host beside loopback: a wildcard socket owns packets to these only. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, __u8[16]);
	__type(value, __u8);
} local_addresses SEC(".maps");

struct host_key {
	__u32 prefix; /* bits */
	__u32 address[4]; /* network order */
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 256);
	__type(key, struct host_key);
	__type(value, __u8);
} named_hosts SEC(".maps");

/* A followed packet, by the address of its skb. */
struct packet {
	__u64 id;
	__u64 flow;
	__u64 origin; /* id of the packet that this was cut from, until it is told */
	__u64 born; /* when this skb was made from another one */
	__u64 arrived; /* when it passed netif_receive_skb, if received */
	__u64 staged; /* when it came to its present stage */
	__u64 ends; /* addresses and ports as first seen, see ends_of() */
	__u32 length; /* as first seen */
	__u32 seq;
	__u32 netns;
	__u32 copied; /* bytes that have been read */
	__u32 window; /* in which it was met */
	__u8 judged; /* followed only for a packet filter's evaluation */
	__u8 unused[3];
	__u8 direction;
	__u8 protocol;
	__u8 received; /* has passed netif_receive_skb since it was last sent */
	__u8 sent; /* has been on a way out */
	__u8 tentative;
	__u8 birth; /* hop at which this skb was made from another one; 0: was not, or it is told */
	__u8 seq_unknown; /* cut from another packet, and not looked at yet */
	__u8 stage; /* as in shared.stages, with COUNT_TIMES */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, struct packet);
} packets SEC(".maps");

/* What a CPU is busy with, for hooks that do not name the packet; what foreign ones need first. */
struct on_cpu {
	__u64 in_softirq;
	__u64 received_packet;
	__u64 sent_skb[XMIT_SLOTS]; /* between net_dev_start_xmit and net_dev_xmit */
	struct {
		__u64 packet;
		__u64 flow;
	} sent[XMIT_SLOTS];
	__u64 received_flow;
	__u64 received_skb;
	__u32 received_ports; /* source in the upper half */
	__u32 window; /* of which all of this tells */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct on_cpu);
} on_cpu SEC(".maps");

/*
 * How long packets were in a stage before they came to the next; of each CPU. Allocated when it is
 * made: Linux 6.12 has memory of CPUs for programs a few times only, until an interrupt brings more.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 128);
	__type(key, struct stage_edge);
	__type(value, struct stage_times);
} stage_times SEC(".maps");

/* What an entry of it begins with, too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stage_times);
} no_times SEC(".maps");

static __always_inline struct counters *my_counters(void)
{
	return &shared.counters[bpf_get_smp_processor_id() & (CPU_SLOTS - 1)];
}

/* clang knows that a port has 16 bits; verifiers before Linux 6.18 do not after a byte swap. */
static __always_inline __u32 port_index(__u16 port)
{
	__u32 index = port;

	barrier_var(index);
	return index & 0xffff;
}

/* How many own flows have this local port. */
static __always_inline __u32 flows_at(__u16 port)
{
	return shared.port_flows[port_index(port)];
}

#define count(member) __sync_fetch_and_add(&my_counters()->member, 1)

#endif
