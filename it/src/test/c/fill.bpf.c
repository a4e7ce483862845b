/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Fills a ring with as many records as it has room for, each time the iterator is read. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "record.h"

char LICENSE[] SEC("license") = "GPL";

#define MOST_RECORDS (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} ring SEC(".maps");

struct bpf_iter_meta {
	__u64 session_id;
	__u64 seq_num;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
} __attribute__((preserve_access_index));

static long write_record(__u64 number, void *ctx)
{
	struct record *r = bpf_ringbuf_reserve(&ring, sizeof(*r), 0);

	if (!r)
		return 1;
	__builtin_memset(r, 0, sizeof(*r));
	r->time = number;
	r->packet = number;
	r->kind = KIND_HOP;
	bpf_ringbuf_submit(r, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("iter/task")
int fill(struct bpf_iter__task *ctx)
{
	if (ctx->meta->seq_num == 0)
		bpf_loop(MOST_RECORDS, write_record, NULL, 0);
	return 0;
}
