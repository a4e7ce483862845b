// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finds out what the running kernel allows: each program is loaded and attached on its own, to a
 * function that every kernel with IPv4 has, and detached at once (io.mytracer.bpf.Backends).
 */
#include "kernel.h"

SEC("fentry/ip_rcv")
int fentry(void *ctx)
{
	return 0;
}

SEC("kprobe.multi")
int kprobe_multi(void *ctx)
{
	return 0;
}

SEC("kprobe/ip_rcv")
int kprobe(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
