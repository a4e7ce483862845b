/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The JVM's sockets come and go; and what a CPU is doing. */
#ifndef MYTRACER_HOOKS_OWN_H
#define MYTRACER_HOOKS_OWN_H

#include "translation.h"
#include <bpf/bpf_tracing.h>

/* TCP_TIMEWAIT_LEN is 60 s (include/net/tcp.h); other sockets send their last packet at once. */
#define TIME_WAIT_MILLIS 61000
#define CLOSED_MILLIS 2000

static __always_inline void socket_closed(const struct sock *sk, struct flow_key *key,
					  int old_state)
{
	bool v6only = socket_is_v6only(sk);
	struct flow *flow = bpf_map_lookup_elem(&flows, key);
	__u32 millis, netns;
	__u64 cookie;
	bool lingers;

	if (!flow || flow->cookie != socket_cookie((struct sock *)sk))
		return;
	if (old_state == TCP_LISTEN || flow->state == FLOW_FOREIGN) {
		remove_socket(key, v6only);
		return;
	}
	flow->state = FLOW_ENDED;
	lingers = old_state == TCP_FIN_WAIT1 || old_state == TCP_FIN_WAIT2 ||
		  old_state == TCP_CLOSING;
	millis = lingers ? TIME_WAIT_MILLIS : CLOSED_MILLIS;
	cookie = flow->cookie;
	netns = flow->netns;
	flow_event(key, cookie, netns, KIND_FLOW_ENDED, millis);
	end_translation(key, cookie, netns, millis);
}

/* The listener of ours on the local port of a connection. */
static __always_inline struct flow *find_listener(const struct flow_key *key, __u32 netns)
{
	struct flow_key any = *key;
	struct flow *flow;

	__builtin_memset(any.remote, 0, sizeof(any.remote));
	any.remote_port = 0;
	flow = bpf_map_lookup_elem(&flows, &any);
	if (!flow) {
		if (is_v4(any.local))
			map_v4(any.local, 0);
		else
			__builtin_memset(any.local, 0, sizeof(any.local));
		flow = bpf_map_lookup_elem(&flows, &any);
	}
	return flow && flow->netns == netns ? flow : NULL;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(inet_sock_set_state, const struct sock *sk, int old_state, int new_state)
{
	struct flow flow = { .generation = shared.generation };
	__u64 address = (__u64)sk;
	struct flow_key key;
	bool v6only, own, may_be_ours;

	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	if (new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) {
		if (current_tgid() != shared.own_tgid)
			return 0;
		flow.cookie = socket_cookie((struct sock *)sk);
		if (new_state == TCP_SYN_SENT) {
			bpf_map_update_elem(&connecting, &address, &flow.cookie, BPF_ANY);
			return 0;
		}
		mark_listener((struct sock *)sk);
		if (!socket_key(&key, sk))
			return 0;
		flow.netns = socket_netns(sk);
		v6only = socket_is_v6only(sk);
		put_socket(&key, &flow, v6only);
		return 0;
	}
	if (new_state != TCP_ESTABLISHED && new_state != TCP_CLOSE)
		return 0;
	may_be_ours = flows_at(socket_port(sk)) != 0;
	if (new_state == TCP_ESTABLISHED) {
		if (!may_be_ours &&
		    (old_state != TCP_SYN_SENT || !bpf_map_lookup_elem(&connecting, &address)))
			return 0;
		socket_key(&key, sk);
		if (old_state == TCP_SYN_SENT) {
			own = bpf_map_lookup_elem(&connecting, &address) != NULL;
			bpf_map_delete_elem(&connecting, &address);
		} else {
			own = is_child((struct sock *)sk, find_listener(&key, socket_netns(sk)));
		}
		flow.netns = socket_netns(sk);
		flow.cookie = socket_cookie((struct sock *)sk);
		if (own) {
			put_socket(&key, &flow, false);
			translate_flow(&key, &flow);
			return 0;
		}
		/* Not ours. Where a listener of ours shares the port, say so packet by packet. */
		remove_flow(&key);
		if (!find_listener(&key, flow.netns))
			return 0;
		flow.state = FLOW_FOREIGN;
		put_flow(&key, &flow);
		return 0;
	}
	if (old_state == TCP_SYN_SENT)
		bpf_map_delete_elem(&connecting, &address);
	if (may_be_ours && socket_key(&key, sk))
		socket_closed(sk, &key, old_state);
	return 0;
}

/*
 * Enters the sockets that the JVM has open. The JVM itself reads this iterator, so that the
 * current task is it, in every PID namespace; unless the agent has named another process.
 */
SEC("iter/task_file")
int own_sockets_iterator(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct flow flow = { .generation = shared.generation };
	struct flow_key key;
	struct sock *sk;
	__u32 state, tgid;
	bool v6only;

	if (!task)
		return 0;
	tgid = task->tgid;
	if (!shared.own_tgid && tgid == current_tgid())
		shared.own_tgid = tgid;
	if (!shared.own_netns && tgid == shared.own_tgid)
		shared.own_netns = task->nsproxy->net_ns->ns.inum;
	if (!file || tgid != shared.own_tgid)
		return 0;
	sk = socket_of(file);
	if (!sk)
		return 0;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	flow.netns = socket_netns(sk);
	if (!socket_key(&key, sk))
		return 0;
	if (key.protocol == IPPROTO_TCP &&
	    (state == TCP_CLOSE || (state != TCP_LISTEN && !key.remote_port)))
		return 0;
	flow.cookie = socket_cookie(sk);
	v6only = socket_is_v6only(sk);
	if (state == TCP_LISTEN)
		mark_listener(sk);
	if (key.protocol == IPPROTO_UDP && !bpf_map_lookup_elem(&flows, &key))
		flow_event(&key, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
	put_socket(&key, &flow, v6only);
	return 0;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(softirq_entry)
{
	struct on_cpu *cpu = this_cpu();

	if (cpu)
		cpu->in_softirq = 1;
	return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(softirq_exit)
{
	struct on_cpu *cpu = this_cpu();

	if (cpu)
		cpu->in_softirq = 0;
	return 0;
}

#endif
