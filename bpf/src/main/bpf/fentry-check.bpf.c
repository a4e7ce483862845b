// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Does nothing, at a function that every kernel with IPv4 has: io.mytracer.bpf.Backends attaches
 * it to find out whether the running kernel allows fentry.
 */
#include "kernel.h"

SEC("fentry/ip_rcv")
int ip_rcv(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
