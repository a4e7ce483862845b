/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs touch of netfilter. The types are those of modules: libbpf finds them while
 * the module is loaded. Layouts that user space shares are written down, since they stay.
 */
#ifndef MYTRACER_KERNEL_NETFILTER_H
#define MYTRACER_KERNEL_NETFILTER_H

#include "kernel.h"

/* include/uapi/linux/netfilter.h */
#define NF_DROP 0
#define NF_ACCEPT 1
#define NF_STOLEN 2
#define NF_QUEUE 3
#define NF_VERDICT_MASK 0xff
#define NF_INET_LOCAL_OUT 3
#define NF_INET_POST_ROUTING 4
#define NF_INET_NUMHOOKS 5
#define NFPROTO_INET 1
#define NFPROTO_IPV4 2
#define NFPROTO_NETDEV 5
#define NFPROTO_BRIDGE 7
#define NFPROTO_IPV6 10

/* include/uapi/linux/netfilter/nf_tables.h; all others are terms of the kernel's verdicts */
#define NFT_CONTINUE (-1)
#define NFT_BREAK (-2)
#define NFT_JUMP (-3)
#define NFT_GOTO (-4)
#define NFT_RETURN (-5)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct nf_hook_state {
	__u8 hook; /* four bytes up to Linux 5.14, of which this is the first */
	__u8 pf;
	struct net_device *in;
	struct net_device *out;
	struct net *net;
};

struct xt_table_info {
	unsigned int number;
	unsigned int hook_entry[NF_INET_NUMHOOKS];
	unsigned int underflow[NF_INET_NUMHOOKS];
	unsigned char entries[0];
};

struct xt_table {
	struct xt_table_info *private;
	__u8 af;
	char name[32];
};

struct ebt_table {
	char name[32];
};

struct nft_table {
	__u16 family : 6;
	char *name;
};

/* The rules of a chain, one behind the other (since Linux 5.17). */
struct nft_rule_blob {
	unsigned long size;
	unsigned char data[0];
};

struct nft_rule_dp {
	__u64 is_last : 1, dlen : 12, handle : 42, unused : 9;
	unsigned char data[0];
};

struct nft_chain {
	struct nft_rule_blob *blob_gen_0;
	struct nft_rule_blob *blob_gen_1;
	struct nft_table *table;
	char *name;
};

struct nft_base_chain {
	__u8 policy;
	struct nft_chain chain;
};

struct nft_pktinfo {
	struct sk_buff *skb;
	const struct nf_hook_state *state; /* since Linux 5.14 */
};

struct nft_verdict {
	__u32 code;
	struct nft_chain *chain;
};

struct nft_regs {
	struct nft_verdict verdict;
};

#pragma clang attribute pop

struct xt_counters {
	__u64 pcnt; /* in the kernel the address of both, for each CPU */
	__u64 bcnt;
};

#endif
