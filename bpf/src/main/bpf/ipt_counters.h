/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The counters of iptables' rules, kept from before an evaluation. */
#ifndef MYTRACER_IPT_COUNTERS_H
#define MYTRACER_IPT_COUNTERS_H

#include "verdicts.h"

#define RULES_COMPARED 256
#define SNAPSHOTS 128
#define SNAPSHOTS_OF_CPU 4 /* evaluations of own packets that nest, or were preempted */
#define SNAPSHOT_NANOS 1000000000 /* no evaluation lasts so long: its end has been missed */

/* struct ipt_entry, struct ip6t_entry, struct xt_entry_target, struct xt_standard_target */
#define IPT_ENTRY_SIZE 112
#define IP6T_ENTRY_SIZE 168
#define ERROR_TARGET_SIZE 64
#define XT_RETURN (-5)

/* struct xt_target: name and function, NULL for the standard target */
#define XT_TARGET_NAME 16
#define XT_TARGET_FUNCTION 48

/* The counters before and after, and the search for the rule. */
struct snapshot {
	__u64 owner; /* time when the evaluation began, 0: nobody's */
	struct xt_counters before[RULES_COMPARED];
	struct xt_counters after[RULES_COMPARED];
	/* What is searched for */
	__u64 rules; /* address of the first */
	__u64 first; /* address of its counters */
	__u32 family;
	__u32 hook;
	__u32 verdict;
	__u32 length; /* skb->len */
	__u32 last; /* index of the last rule that has counted */
	/* Where the search is */
	__u32 index;
	__u32 position; /* bytes from the first rule */
	__u32 chain_at; /* position of the entry before the chain's first rule, 0: built in */
	__u32 chain_from; /* index of its first rule */
	/* What it has found */
	__u32 candidates;
	__u32 best; /* certainty, doubled where the length fits */
	__u32 found;
	__u32 found_at;
	__u32 found_chain_at;
	__u32 found_from;
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SNAPSHOTS);
	__type(key, __u32);
	__type(value, struct snapshot);
} snapshots SEC(".maps");

/* A rule, as far as it is looked at. */
struct rule {
	__u64 counters;
	__u32 comefrom; /* a bit for each hook that leads here (mark_source_chains()) */
	__u16 target_offset;
	__u16 next_offset;
};

static __always_inline bool read_rule(struct rule *rule, __u64 address, __u32 family)
{
	__u64 words[3];
	bool v4 = family == NFPROTO_IPV4;

	if (bpf_probe_read_kernel(words, sizeof(words), (void *)(address + (v4 ? 88 : 136))))
		return false;
	rule->target_offset = v4 ? words[0] : words[0] >> 32;
	rule->next_offset = v4 ? words[0] >> 16 : words[0] >> 48;
	rule->comefrom = v4 ? words[0] >> 32 : words[1];
	rule->counters = v4 ? words[1] : words[2];
	return rule->next_offset != 0;
}

static __always_inline __u64 rules_of(const struct evaluated *evaluated)
{
	return evaluated->rules + bpf_core_field_offset(struct xt_table_info, entries);
}

/*
 * Takes a free slot; NULL: there is none. Whoever is interrupted in here by another one loses the
 * slot to it, and sees that in the end.
 */
static __always_inline struct snapshot *take_slot(struct evaluated *evaluated)
{
	__u64 now = evaluated->told.record.time;
	struct snapshot *snapshot;
	__u32 slot;

	for (int i = 0; i < SNAPSHOTS_OF_CPU; i++) {
		slot = (evaluated->cpu * SNAPSHOTS_OF_CPU + i) % SNAPSHOTS;
		snapshot = bpf_map_lookup_elem(&snapshots, &slot);
		if (snapshot && (!snapshot->owner || now - snapshot->owner > SNAPSHOT_NANOS)) {
			snapshot->owner = now;
			evaluated->slot = slot;
			return snapshot;
		}
	}
	return NULL;
}

static __always_inline void free_slot(const struct evaluated *evaluated)
{
	struct snapshot *snapshot = bpf_map_lookup_elem(&snapshots, &evaluated->slot);

	if (snapshot && evaluated->snapshot && snapshot->owner == evaluated->snapshot)
		snapshot->owner = 0;
}

/*
 * Keeps the counters as they are before an evaluation. Those of a table lie one behind the other
 * (xt_percpu_counter_alloc(), since Linux 4.10, with more than one CPU): search_on() sees whether
 * they do.
 */
static __always_inline void keep_counters(struct evaluated *evaluated)
{
	const struct xt_table_info *info = (const struct xt_table_info *)evaluated->rules;
	__u32 number = BPF_CORE_READ(info, number), cpu = bpf_get_smp_processor_id();
	struct snapshot *snapshot;
	struct rule first;

	if (!shared.per_cpu_offsets || !number || number > RULES_COMPARED ||
	    !read_rule(&first, rules_of(evaluated), evaluated->family) ||
	    bpf_probe_read_kernel(&evaluated->offset, sizeof(evaluated->offset),
				  (void *)(shared.per_cpu_offsets + cpu * sizeof(__u64))))
		return;
	evaluated->cpu = cpu;
	snapshot = take_slot(evaluated);
	if (!snapshot)
		return;
	evaluated->snapshot = snapshot->owner;
	evaluated->number = number;
	evaluated->first = first.counters;
	barrier_var(number);
	if (number > RULES_COMPARED ||
	    bpf_probe_read_kernel(snapshot->before, number * sizeof(struct xt_counters),
				  (void *)(evaluated->first + evaluated->offset)))
		evaluated->number = 0;
}

#endif
