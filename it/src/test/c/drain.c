// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Drains a ring by libbpf as C programs do: drain OBJECT; a round for each line of input. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

static __u64 sum;

/* The same fields as DrainBenchmark. */
static int take(void *ctx, void *data, size_t size)
{
	const struct record *r = data;

	(void)ctx;
	(void)size;
	sum += r->time + r->packet + r->skb + r->flow + r->source_port + r->destination_port +
	       r->seq + r->length + r->tid;
	return 0;
}

static void *must(void *pointer, const char *what)
{
	if (!pointer) {
		perror(what);
		exit(1);
	}
	return pointer;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e9 * t.tv_sec + t.tv_nsec;
}

static void fill(struct bpf_link *link)
{
	int fd = bpf_iter_create(bpf_link__fd(link));
	char nothing[64];

	if (fd < 0) {
		perror("bpf_iter_create");
		exit(1);
	}
	while (read(fd, nothing, sizeof(nothing)) > 0)
		;
	close(fd);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *program;
	struct bpf_link *link;
	struct ring_buffer *ring;
	char line[16];

	if (argc != 2)
		return 2;
	object = must(bpf_object__open(argv[1]), "bpf_object__open");
	if (bpf_object__load(object)) {
		perror("bpf_object__load");
		return 1;
	}
	program = must(bpf_object__find_program_by_name(object, "fill"), "program fill");
	link = must(bpf_program__attach(program), "bpf_program__attach");
	ring = must(
		ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take, NULL, NULL),
		"ring_buffer__new");
	while (fgets(line, sizeof(line), stdin)) {
		double begin;
		int records;

		fill(link);
		begin = now();
		records = ring_buffer__consume(ring);
		printf("%.3f %d %d\n", (now() - begin) / records, records, (int)(sum & 1));
		fflush(stdout);
	}
	return 0;
}
