/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What waits in the queues of the JVM's sockets. */
#ifndef MYTRACER_HOOKS_QUEUE_H
#define MYTRACER_HOOKS_QUEUE_H

#include "packets.h"
#include <bpf/bpf_tracing.h>

/* The first packet that has not been read to its end; the address of the queue itself: none has. */
static __always_inline __u64 first_in(const struct sk_buff_head *queue)
{
	__u64 first = (__u64)BPF_CORE_READ(queue, next);

	return first == (__u64)queue ? 0 : first;
}

static __always_inline __u64 first_unread(const struct sock *sk, __u8 protocol)
{
	__u64 first = 0;

	if (protocol == IPPROTO_UDP)
		first = first_in(&((const struct udp_sock *)sk)->reader_queue);
	return first ? first : first_in(&sk->sk_receive_queue);
}

/* A SYN or FIN has a sequence number, but is nothing to be read or sent. */
static __always_inline __u32 bytes_between(__u32 from, __u32 to, bool one_is_no_byte)
{
	__u32 bytes = to - from;

	return bytes && one_is_no_byte ? bytes - 1 : bytes;
}

static __always_inline void describe_tcp(struct queue_record *q, const struct sock *sk)
{
	const struct tcp_sock *tp = (const struct tcp_sock *)sk;
	bool has_received_fin =
		q->state == TCP_CLOSE_WAIT || q->state == TCP_LAST_ACK || q->state == TCP_CLOSING;
	bool has_sent_one = q->state == TCP_SYN_SENT || q->state == TCP_FIN_WAIT1 ||
			    q->state == TCP_LAST_ACK || q->state == TCP_CLOSING;

	q->read = BPF_CORE_READ(tp, copied_seq);
	q->receive_queue = bytes_between(q->read, BPF_CORE_READ(tp, rcv_nxt), has_received_fin);
	q->send_queue = bytes_between(BPF_CORE_READ(tp, snd_una), BPF_CORE_READ(tp, write_seq),
				      has_sent_one);
	q->rtt = BPF_CORE_READ(tp, srtt_us) >> 3;
	q->cwnd = BPF_CORE_READ(tp, snd_cwnd);
	q->unacked = BPF_CORE_READ(tp, packets_out);
	q->retransmits = BPF_CORE_READ(tp, total_retrans);
	q->send_window = BPF_CORE_READ(tp, snd_wnd);
	q->receive_window = BPF_CORE_READ(tp, rcv_wnd);
}

static __always_inline void describe_queue(struct queue_record *q, const struct sock *sk)
{
	struct packet *packet;

	if (q->state == TCP_LISTEN && q->protocol == IPPROTO_TCP) {
		q->receive_queue = BPF_CORE_READ(sk, sk_ack_backlog);
		q->receive_limit = BPF_CORE_READ(sk, sk_max_ack_backlog);
		return;
	}
	q->receive_limit = BPF_CORE_READ(sk, sk_rcvbuf);
	q->send_limit = BPF_CORE_READ(sk, sk_sndbuf);
	if (q->protocol == IPPROTO_TCP) {
		describe_tcp(q, sk);
	} else {
		q->receive_queue = BPF_CORE_READ(sk, sk_backlog.rmem_alloc.counter);
		/* A socket holds one reference itself (include/net/sock.h: sk_wmem_alloc_get()). */
		q->send_queue = BPF_CORE_READ(sk, sk_wmem_alloc.refs.counter) - 1;
	}
	if (!q->receive_queue)
		return;
	packet = known(first_unread(sk, q->protocol));
	if (packet && packet->received)
		q->arrived = packet->arrived;
}

/* Whether the user's filter lets packets of a socket pass, or may do so. */
static __always_inline bool filter_may_pass(const struct flow_key *key)
{
	if (key->remote_port)
		return filter_passes(key->local, key->local_port, key->remote, key->remote_port,
				     key->protocol);
	if (!(key->protocol == IPPROTO_TCP ? shared.config.filter.tcp : shared.config.filter.udp))
		return false;
	return !shared.config.filter.by_port || filter_names_port(key->local_port);
}

/* As own_sockets_iterator, but tells the agent that reads it. */
SEC("iter/task_file")
int own_queues_iterator(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct queue_record q = {};
	struct flow_key key;
	struct sock *sk;

	if (!task || !file || (__u32)task->tgid != shared.own_tgid)
		return 0;
	sk = socket_of(file);
	if (!sk || !socket_key(&key, sk) || !filter_may_pass(&key))
		return 0;
	q.state = BPF_CORE_READ(sk, __sk_common.skc_state);
	if (key.protocol == IPPROTO_TCP &&
	    (q.state == TCP_CLOSE || (q.state != TCP_LISTEN && !key.remote_port)))
		return 0;
	copy_address(q.local, key.local);
	copy_address(q.remote, key.remote);
	q.local_port = key.local_port;
	q.remote_port = key.remote_port;
	q.protocol = key.protocol;
	q.netns = socket_netns(sk);
	q.fd = ctx->fd;
	q.flow = socket_cookie(sk);
	describe_queue(&q, sk);
	q.time = bpf_ktime_get_ns();
	bpf_seq_write(ctx->meta->seq, &q, sizeof(q));
	return 0;
}

#endif
