// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The tracer: follows the packets of one JVM through the kernel.
 *
 * Programs are named after their tracepoint, or fentry_, fexit_ or kprobe_ and their function; the
 * agent loads those that the running kernel has (io.mytracer.bpf.Hop). Only headers are read,
 * never payload.
 */
#include "hooks_any.h"
#include "hooks_device.h"
#include "hooks_end.h"
#include "hooks_function.h"
#include "hooks_kin.h"
#include "hooks_netfilter.h"
#include "hooks_own.h"
#include "hooks_queue.h"
#include "hooks_socket.h"
#include "hooks_tcp.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
