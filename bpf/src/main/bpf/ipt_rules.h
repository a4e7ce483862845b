/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which rule of iptables (legacy) decided. The kernel does not tell, but it counts, rule by rule
 * and CPU by CPU, and evaluates a table on one CPU with bottom halves off (ipt_do_table(), Linux
 * 5.10 to 7.3). So the counters are compared with what they were before. What else was counted in
 * between, by an evaluation in an interrupt or by one that REJECT caused, is told apart by what
 * its rule decides, by the hook that it is for and by the packet's length; where this leaves more
 * than one rule, the choice is marked as inferred, and where it leaves none there is no rule.
 */
#ifndef MYTRACER_IPT_RULES_H
#define MYTRACER_IPT_RULES_H

#include "ipt_counters.h"

enum certainty {
	IMPOSSIBLE = 0,
	POSSIBLE = 1, /* a target that may decide or let the evaluation go on */
	DECIDES = 2, /* as the evaluation did */
	ANSWERS = 3, /* it does, and sends a packet that may be counted behind it */
};

#define NAME(a, b, c, d, e, f, g, h)                                                             \
	((__u64)(a) | (__u64)(b) << 8 | (__u64)(c) << 16 | (__u64)(d) << 24 | (__u64)(e) << 32 | \
	 (__u64)(f) << 40 | (__u64)(g) << 48 | (__u64)(h) << 56)

/* What a target that is not the standard one may have decided, by the first 8 bytes of its name. */
static __always_inline __u32 judge_name(__u64 name, __u32 verdict)
{
	switch (name) {
	case NAME('R', 'E', 'J', 'E', 'C', 'T', 0, 0):
		return verdict == NF_DROP ? ANSWERS : IMPOSSIBLE;
	case NAME('N', 'F', 'Q', 'U', 'E', 'U', 'E', 0):
		return verdict == NF_QUEUE ? DECIDES : IMPOSSIBLE;
	case NAME('T', 'C', 'P', 'M', 'S', 'S', 0, 0):
	case NAME('T', 'T', 'L', 0, 0, 0, 0, 0):
	case NAME('H', 'L', 0, 0, 0, 0, 0, 0):
	case NAME('T', 'O', 'S', 0, 0, 0, 0, 0):
	case NAME('D', 'S', 'C', 'P', 0, 0, 0, 0):
		return verdict == NF_DROP ? POSSIBLE : IMPOSSIBLE;
	case NAME('L', 'O', 'G', 0, 0, 0, 0, 0):
	case NAME('N', 'F', 'L', 'O', 'G', 0, 0, 0):
	case NAME('M', 'A', 'R', 'K', 0, 0, 0, 0):
	case NAME('C', 'O', 'N', 'N', 'M', 'A', 'R', 'K'):
	case NAME('C', 'T', 0, 0, 0, 0, 0, 0):
	case NAME('N', 'O', 'T', 'R', 'A', 'C', 'K', 0):
	case NAME('T', 'R', 'A', 'C', 'E', 0, 0, 0):
	case NAME('C', 'L', 'A', 'S', 'S', 'I', 'F', 'Y'):
	case NAME('S', 'E', 'T', 0, 0, 0, 0, 0):
	case NAME('T', 'E', 'E', 0, 0, 0, 0, 0):
		return IMPOSSIBLE;
	default:
		return POSSIBLE;
	}
}

/* Whether a rule may have given the verdict. */
static __always_inline __u32 judge(__u64 target, __u32 verdict)
{
	__u64 module = 0, function = 0, name = 0;
	__s32 standard = 0;

	if (bpf_probe_read_kernel(&module, sizeof(module), (void *)(target + 8)) ||
	    bpf_probe_read_kernel(&function, sizeof(function),
				  (void *)(module + XT_TARGET_FUNCTION)))
		return IMPOSSIBLE;
	if (!function) {
		bpf_probe_read_kernel(&standard, sizeof(standard), (void *)(target + 32));
		return standard < 0 && standard != XT_RETURN && (__u32)(-standard - 1) == verdict ?
			       DECIDES :
			       IMPOSSIBLE;
	}
	bpf_probe_read_kernel(&name, sizeof(name), (void *)(module + XT_TARGET_NAME));
	return judge_name(name, verdict);
}

static __always_inline bool begins_chain(__u64 address, const struct rule *rule, __u32 size)
{
	__u64 module = 0, name = 0;

	if (rule->target_offset != size || rule->next_offset != size + ERROR_TARGET_SIZE)
		return false;
	bpf_probe_read_kernel(&module, sizeof(module), (void *)(address + size + 8));
	bpf_probe_read_kernel(&name, sizeof(name), (void *)(module + XT_TARGET_NAME));
	return name == NAME('E', 'R', 'R', 'O', 'R', 0, 0, 0);
}

static __always_inline bool has_counted(const struct snapshot *s, __u32 index)
{
	index &= RULES_COMPARED - 1;
	return s->before[index].pcnt != s->after[index].pcnt;
}

static __always_inline __u32 entry_size(__u32 family)
{
	return family == NFPROTO_IPV4 ? IPT_ENTRY_SIZE : IP6T_ENTRY_SIZE;
}

/*
 * Looks at the rule where the search is, and goes to the next; 0: the search is over. Takes a mere
 * number, so that every kernel lets it be a global function.
 */
__noinline int search_on(__u32 slot)
{
	struct snapshot *s = bpf_map_lookup_elem(&snapshots, &slot);
	__u32 index, certainty;
	struct rule rule;
	__u64 address;

	if (!s || s->index > s->last)
		return 0;
	index = s->index & (RULES_COMPARED - 1);
	address = s->rules + s->position;
	if (!read_rule(&rule, address, s->family) ||
	    rule.counters != s->first + index * sizeof(struct xt_counters)) {
		s->best = 0;
		return 0;
	}
	if (begins_chain(address, &rule, entry_size(s->family))) {
		s->chain_at = s->position;
		s->chain_from = s->index + 1;
	}
	if (has_counted(s, index) && rule.comefrom >> s->hook & 1) {
		certainty = judge(address + rule.target_offset, s->verdict);
		if (s->after[index].pcnt - s->before[index].pcnt > 1 ||
		    s->after[index].bcnt - s->before[index].bcnt == s->length)
			certainty *= 2;
		if (certainty)
			s->candidates++;
		if (certainty > s->best) {
			s->best = certainty;
			s->found = s->index;
			s->found_at = s->position;
			s->found_chain_at = s->chain_at;
			s->found_from = s->chain_from;
		}
	}
	s->index++;
	s->position += rule.next_offset;
	return 1;
}

/* Where the built-in chain of the hook begins or ends, by the offset of that member. */
static __always_inline __u32 read_offset(const struct evaluated *evaluated, __u32 member)
{
	__u32 offset = 0;

	bpf_probe_read_kernel(
		&offset, sizeof(offset),
		(void *)(evaluated->rules + member + evaluated->told.hook * sizeof(offset)));
	return offset;
}

/* Compares the counters; false: there is nothing to search. */
static __always_inline bool begin_search(const struct evaluated *evaluated, struct snapshot *s)
{
	__u32 number = evaluated->number;
	struct rule rule;
	__u64 from;

	if (!number || number > RULES_COMPARED ||
	    bpf_probe_read_kernel(s->after, number * sizeof(struct xt_counters),
				  (void *)(evaluated->first + evaluated->offset)))
		return false;
	s->rules = rules_of(evaluated);
	s->first = evaluated->first;
	s->family = evaluated->family;
	s->hook = evaluated->told.hook;
	s->verdict = evaluated->told.verdict & NF_VERDICT_MASK;
	s->length = evaluated->length;
	s->position =
		read_offset(evaluated, bpf_core_field_offset(struct xt_table_info, hook_entry));
	if (!read_rule(&rule, s->rules + s->position, s->family))
		return false;
	from = (rule.counters - s->first) / sizeof(struct xt_counters);
	if (from >= number)
		return false;
	s->index = from;
	s->chain_from = from;
	s->chain_at = 0;
	s->candidates = 0;
	s->best = 0;
	s->last = 0;
	for (__u32 i = 0; i < RULES_COMPARED && i < number; i++) {
		if (has_counted(s, i))
			s->last = i;
	}
	return true;
}

static __always_inline void tell_rule(struct evaluated *evaluated, const struct snapshot *s)
{
	if (s->found_at ==
	    read_offset(evaluated, bpf_core_field_offset(struct xt_table_info, underflow))) {
		evaluated->told.rule_kind = RULE_POLICY;
	} else {
		evaluated->told.rule_kind = RULE_NUMBER;
		evaluated->told.rule = s->found - s->found_from + 1;
	}
	if (s->candidates > 1)
		evaluated->told.rule_kind |= RULE_INFERRED;
	if (s->found_chain_at)
		bpf_probe_read_kernel_str(
			evaluated->told.chain, sizeof(evaluated->told.chain),
			(void *)(s->rules + s->found_chain_at + entry_size(s->family) + 32));
}

/* Finds the rule that decided an evaluation of iptables. A global function, see GLOBAL. */
GLOBAL int find_rule(struct evaluation *argument)
{
	struct evaluated *evaluated;
	struct evaluation of;
	struct snapshot *s;

	if (!argument)
		return 0;
	of = *argument; /* before Linux 6.2 an argument is no key */
	evaluated = evaluation(&of);
	if (!evaluated || !evaluated->snapshot || evaluated->told.hook >= NF_INET_NUMHOOKS)
		return 0;
	s = bpf_map_lookup_elem(&snapshots, &evaluated->slot);
	if (!s || s->owner != evaluated->snapshot)
		return 0;
	if (evaluated->cpu == bpf_get_smp_processor_id() && begin_search(evaluated, s)) {
		for (int i = 0; i < RULES_COMPARED; i++) {
			if (!search_on(evaluated->slot))
				break;
		}
		if (s->best && s->owner == evaluated->snapshot)
			tell_rule(evaluated, s);
	}
	return 0;
}

#endif
