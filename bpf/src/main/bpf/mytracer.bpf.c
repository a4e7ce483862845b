// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The tracer: follows the packets of one JVM through the kernel's tracepoints.
 *
 * Programs are named after their tracepoint; the agent loads those that the running kernel has
 * (io.mytracer.bpf.Hop). Only headers are read, never payload.
 */
#include "packets.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* --- packets on the way in ------------------------------------------------------------------ */

static __always_inline struct packet *receive(const struct sk_buff *skb, __u8 id)
{
	struct packet *packet;
	struct sighting at;

	if (!read_headers(skb, true, &at.h))
		return NULL;
	locate(&at, skb, false);
	packet = follow(skb, &at);
	if (packet)
		hop(skb, packet, &at.h, id, at.h.payload, 0, true);
	return packet;
}

SEC("tp_btf/napi_gro_receive_entry")
int BPF_PROG(napi_gro_receive_entry, const struct sk_buff *skb)
{
	receive(skb, HOP_NAPI_GRO_RECEIVE_ENTRY);
	return 0;
}

SEC("tp_btf/netif_rx")
int BPF_PROG(netif_rx, const struct sk_buff *skb)
{
	receive(skb, HOP_NETIF_RX);
	return 0;
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(netif_receive_skb, const struct sk_buff *skb)
{
	struct packet *packet = receive(skb, HOP_NETIF_RECEIVE_SKB);
	struct on_cpu *cpu = this_cpu();

	if (packet)
		packet->received = 1;
	if (cpu) {
		cpu->received_packet = packet ? packet->id : 0;
		cpu->received_flow = packet ? packet->flow : 0;
	}
	return 0;
}

/* --- packets on the way out ----------------------------------------------------------------- */

static __always_inline struct packet *send(const struct sk_buff *skb, __u8 id)
{
	struct packet *packet;
	struct sighting at;

	if (!read_headers(skb, false, &at.h))
		return NULL;
	locate(&at, skb, true);
	packet = follow(skb, &at);
	if (packet)
		hop(skb, packet, &at.h, id, at.h.payload, 0, true);
	return packet;
}

SEC("tp_btf/net_dev_queue")
int BPF_PROG(net_dev_queue, const struct sk_buff *skb)
{
	send(skb, HOP_NET_DEV_QUEUE);
	return 0;
}

SEC("tp_btf/qdisc_enqueue")
int BPF_PROG(qdisc_enqueue, void *qdisc, void *queue, const struct sk_buff *skb)
{
	if (skb)
		send(skb, HOP_QDISC_ENQUEUE);
	return 0;
}

SEC("tp_btf/qdisc_dequeue")
int BPF_PROG(qdisc_dequeue, void *qdisc, void *queue, int packets_taken, const struct sk_buff *skb)
{
	if (skb)
		send(skb, HOP_QDISC_DEQUEUE);
	return 0;
}

SEC("tp_btf/net_dev_start_xmit")
int BPF_PROG(net_dev_start_xmit, const struct sk_buff *skb)
{
	struct packet *packet = send(skb, HOP_NET_DEV_START_XMIT);
	struct on_cpu *cpu = this_cpu();

	if (!packet || !cpu)
		return 0;
	for (int i = 0; i < XMIT_SLOTS; i++) {
		if (cpu->xmit[i].skb && cpu->xmit[i].skb != (__u64)skb)
			continue;
		cpu->xmit[i].skb = (__u64)skb;
		cpu->xmit[i].packet = packet->id;
		cpu->xmit[i].flow = packet->flow;
		break;
	}
	return 0;
}

/*
 * The driver owns the skb by now and may have freed it, so that its address may stand for another
 * packet: take what this CPU noted before it called the driver (xmit_one(), Linux 6.18).
 */
SEC("tp_btf/net_dev_xmit")
int BPF_PROG(net_dev_xmit, const struct sk_buff *skb, int code)
{
	struct on_cpu *cpu = this_cpu();

	if (!cpu)
		return 0;
	for (int i = 0; i < XMIT_SLOTS; i++) {
		if (cpu->xmit[i].skb != (__u64)skb)
			continue;
		bare_hop((__u64)skb, cpu->xmit[i].packet, cpu->xmit[i].flow, HOP_NET_DEV_XMIT, code,
			 0);
		cpu->xmit[i].skb = 0;
		break;
	}
	return 0;
}

/* --- packets at their socket ---------------------------------------------------------------- */

static __always_inline struct flow *find_socket(struct flow_key *key, const struct sock *sk)
{
	struct flow *flow;

	if (!socket_key(key, sk))
		return NULL;
	flow = bpf_map_lookup_elem(&flows, key);
	return flow && flow->state != FLOW_FOREIGN && flow->netns == socket_netns(sk) ? flow : NULL;
}

/*
 * Says that a socket has something to read: belongs to the packet that was queued last, or, for a
 * listener, to the one that this CPU is receiving.
 */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(sk_data_ready, const struct sock *sk)
{
	__u64 tail = (__u64)sk->sk_receive_queue.prev;
	struct on_cpu *cpu = this_cpu();
	struct packet *packet;
	struct flow_key key;
	struct flow *flow;

	/* Neither our socket nor the peer of one. */
	if (!shared.port_flows[sk->__sk_common.skc_num] &&
	    !shared.port_flows[bpf_ntohs(sk->__sk_common.skc_dport)])
		return 0;
	packet = bpf_map_lookup_elem(&packets, &tail);
	if (packet) {
		bare_hop(tail, packet->id, packet->flow, HOP_SK_DATA_READY, 0,
			 packet->tentative ? FLAG_TENTATIVE : 0);
		return 0;
	}
	flow = find_socket(&key, sk);
	if (flow && cpu && cpu->received_packet && cpu->received_flow == flow->cookie)
		bare_hop(0, cpu->received_packet, flow->cookie, HOP_SK_DATA_READY, 0, 0);
	return 0;
}

/* The whole of an skb has been copied: it is freed now, without a tracepoint (tcp_eat_recv_skb()). */
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(skb_copy_datagram_iovec, const struct sk_buff *skb, int length)
{
	__u64 address = (__u64)skb;
	struct packet *packet = bpf_map_lookup_elem(&packets, &address);
	bool final;
	struct headers h;

	if (!packet)
		return 0;
	packet->copied += length;
	final = packet->copied >= skb->len;
	if (read_headers(skb, false, &h))
		hop(skb, packet, &h, HOP_SKB_COPY_DATAGRAM_IOVEC, length, final ? FLAG_FINAL : 0,
		    false);
	if (final)
		bpf_map_delete_elem(&packets, &address);
	return 0;
}

/* Enters a UDP socket that the JVM uses; there is no tracepoint when one is bound or connected. */
static __always_inline void note_udp(struct flow_key *key, const struct sock *sk)
{
	struct flow flow = { .generation = shared.generation };
	bool v6only;

	flow.cookie = bpf_get_socket_cookie((void *)sk);
	flow.netns = socket_netns(sk);
	v6only = BPF_CORE_READ_BITFIELD(sk, __sk_common.skc_ipv6only);
	flow_event(key, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
	put_socket(key, &flow, v6only);
}

static __always_inline int socket_call(const struct sock *sk, int length, __u8 id, __u8 direction)
{
	struct flow_key key;
	struct record *r;
	struct flow *flow;
	__u64 cookie;

	if (current_tgid() != shared.own_tgid)
		return 0;
	if (!socket_key(&key, sk))
		return 0;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (key.protocol == IPPROTO_UDP && (!flow || !flow->cookie)) {
		struct flow_key copy = key;

		note_udp(&copy, sk);
		flow = bpf_map_lookup_elem(&flows, &key);
	}
	if (!flow || flow->state == FLOW_FOREIGN || length < 0)
		return 0;
	cookie = flow->cookie;
	if (!filter_passes(key.local, key.local_port, key.remote, key.remote_port, key.protocol))
		return 0;
	r = reserve(sizeof(*r));
	if (!r)
		return 0;
	describe(r, KIND_HOP, id);
	describe_socket(r, &key, direction);
	r->flow = cookie;
	r->netns = socket_netns(sk);
	r->length = length;
	r->value = length;
	submit(r);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, const struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_SOCK_SEND_LENGTH, DIRECTION_OUT);
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, const struct sock *sk, int length)
{
	return socket_call(sk, length, HOP_SOCK_RECV_LENGTH, DIRECTION_IN);
}

/* --- TCP ------------------------------------------------------------------------------------ */

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(tcp_retransmit_skb, const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcp_skb_cb *cb;
	struct cause_record *c;
	struct flow_key key;
	struct flow *flow;

	if (!shared.port_flows[BPF_CORE_READ(sk, __sk_common.skc_num)])
		return 0;
	flow = find_socket(&key, sk);
	if (!flow)
		return 0;
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_RETRANSMIT, HOP_TCP_RETRANSMIT_SKB);
	describe_socket(&c->record, &key, DIRECTION_OUT);
	c->record.skb = (__u64)skb;
	c->record.flow = flow->cookie;
	c->record.netns = flow->netns;
	cb = (const struct tcp_skb_cb *)skb->cb;
	c->record.seq = BPF_CORE_READ(cb, seq);
	c->record.length = BPF_CORE_READ(cb, end_seq) - c->record.seq;
	c->location = 0;
	c->reason = BPF_CORE_READ_BITFIELD_PROBED((const struct inet_connection_sock *)sk,
						  icsk_ca_state);
	c->state = sk->__sk_common.skc_state;
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

SEC("tp_btf/tcp_retransmit_synack")
int BPF_PROG(tcp_retransmit_synack, const struct sock *sk, const struct request_sock *request)
{
	struct cause_record *c;
	struct flow_key key;
	struct flow *flow = find_socket(&key, sk);

	if (!flow)
		return 0;
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	if (request->__req_common.skc_family == AF_INET6) {
		bpf_probe_read_kernel(key.local, 16, &request->__req_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(key.remote, 16, &request->__req_common.skc_v6_daddr);
	} else {
		map_v4(key.local, request->__req_common.skc_rcv_saddr);
		map_v4(key.remote, request->__req_common.skc_daddr);
	}
	key.remote_port = bpf_ntohs(request->__req_common.skc_dport);
	describe(&c->record, KIND_RETRANSMIT, HOP_TCP_RETRANSMIT_SYNACK);
	describe_socket(&c->record, &key, DIRECTION_OUT);
	c->record.flow = flow->cookie;
	c->record.netns = flow->netns;
	c->record.tcp_flags = TCP_FLAG_SYN | TCP_FLAG_ACK;
	c->location = 0;
	c->reason = 0;
	c->state = TCP_NEW_SYN_RECV;
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

/* The reset that answers a packet without a socket leaves without one, too: watch for it. */
static __always_inline void expect_answer(const struct headers *h, __u32 netns)
{
	struct flow flow = { .netns = netns, .state = FLOW_ENDED };
	struct flow_key key;

	packet_key(&key, h, false);
	if (put_flow(&key, &flow))
		flow_event(&key, 0, netns, KIND_FLOW_ENDED, 1000);
}

SEC("tp_btf/tcp_send_reset")
int BPF_PROG(tcp_send_reset, const struct sock *sk, const struct sk_buff *skb, int reason)
{
	bool has_reason = bpf_core_field_exists(struct trace_event_raw_tcp_send_reset, reason);
	struct packet *packet = NULL;
	struct flow *flow = NULL;
	struct cause_record *c;
	struct packet copy = {};
	struct headers h = {};
	struct flow_key key;

	if (skb) {
		__u64 address = (__u64)skb;

		packet = bpf_map_lookup_elem(&packets, &address);
	}
	if (sk && !packet)
		flow = find_socket(&key, sk);
	if (!packet && !flow)
		return 0;
	if (packet) {
		if (packet->tentative && !sk) {
			copy.tentative = 1;
			packet->tentative = 0;
		}
		copy.id = packet->id;
		copy.flow = packet->flow;
		copy.netns = packet->netns;
		copy.direction = packet->direction;
		if (!read_headers(skb, false, &h))
			return 0;
		if (!sk) {
			barrier(); /* or clang tests sk | flow, and the verifier lets no one add to a pointer */
			if (!copy.flow)
				expect_answer(&h, copy.netns);
		}
	}
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_RESET_SENT, HOP_TCP_SEND_RESET);
	if (packet) {
		describe_headers(&c->record, &h);
		c->record.skb = (__u64)skb;
		c->record.packet = copy.id;
		c->record.flow = copy.flow;
		c->record.netns = copy.netns;
		c->record.direction = copy.direction;
		if (copy.tentative)
			c->record.flags |= FLAG_CONFIRMED;
	} else {
		describe_socket(&c->record, &key, DIRECTION_OUT);
		c->record.flow = flow->cookie;
		c->record.netns = flow->netns;
	}
	c->location = 0;
	c->reason = has_reason ? reason : 0;
	if (has_reason)
		c->record.flags |= FLAG_REASON;
	c->state = sk ? sk->__sk_common.skc_state : 0;
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(tcp_receive_reset, const struct sock *sk)
{
	struct on_cpu *cpu = this_cpu();
	struct cause_record *c;
	struct flow_key key;
	struct flow *flow = find_socket(&key, sk);

	if (!flow)
		return 0;
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_RESET_RECEIVED, HOP_TCP_RECEIVE_RESET);
	describe_socket(&c->record, &key, DIRECTION_IN);
	c->record.flow = flow->cookie;
	c->record.netns = flow->netns;
	if (cpu && cpu->received_flow == flow->cookie)
		c->record.packet = cpu->received_packet;
	c->location = 0;
	c->reason = 0;
	c->state = sk->__sk_common.skc_state;
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

/* --- sockets come and go -------------------------------------------------------------------- */

/* TCP_TIMEWAIT_LEN is 60 s (include/net/tcp.h); other sockets send their last packet at once. */
#define TIME_WAIT_MILLIS 61000
#define CLOSED_MILLIS 2000

static __always_inline void socket_closed(const struct sock *sk, struct flow_key *key,
					  int old_state)
{
	bool v6only = BPF_CORE_READ_BITFIELD(sk, __sk_common.skc_ipv6only);
	struct flow *flow = bpf_map_lookup_elem(&flows, key);
	bool lingers;

	if (!flow || flow->cookie != bpf_get_socket_cookie((void *)sk))
		return;
	if (old_state == TCP_LISTEN || flow->state == FLOW_FOREIGN) {
		remove_socket(key, v6only);
		return;
	}
	flow->state = FLOW_ENDED;
	lingers = old_state == TCP_FIN_WAIT1 || old_state == TCP_FIN_WAIT2 ||
		  old_state == TCP_CLOSING;
	flow_event(key, flow->cookie, flow->netns, KIND_FLOW_ENDED,
		   lingers ? TIME_WAIT_MILLIS : CLOSED_MILLIS);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(inet_sock_set_state, const struct sock *sk, int old_state, int new_state)
{
	struct flow flow = { .generation = shared.generation };
	__u64 address = (__u64)sk;
	struct flow_key key, any;
	bool v6only, own;
	__u32 *mark;

	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	if (new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) {
		if (current_tgid() != shared.own_tgid)
			return 0;
		flow.cookie = bpf_get_socket_cookie((void *)sk);
		if (new_state == TCP_SYN_SENT) {
			bpf_map_update_elem(&connecting, &address, &flow.cookie, BPF_ANY);
			return 0;
		}
		mark = bpf_sk_storage_get(&own_sockets, (void *)sk, NULL,
					  BPF_SK_STORAGE_GET_F_CREATE);
		if (mark)
			*mark = shared.own_tgid;
		if (!socket_key(&key, sk))
			return 0;
		flow.netns = socket_netns(sk);
		v6only = BPF_CORE_READ_BITFIELD(sk, __sk_common.skc_ipv6only);
		put_socket(&key, &flow, v6only);
		return 0;
	}
	if (new_state == TCP_ESTABLISHED) {
		if (!socket_key(&key, sk) || !shared.port_flows[key.local_port]) {
			if (old_state != TCP_SYN_SENT ||
			    !bpf_map_lookup_elem(&connecting, &address))
				return 0;
		}
		if (old_state == TCP_SYN_SENT) {
			own = bpf_map_lookup_elem(&connecting, &address) != NULL;
			bpf_map_delete_elem(&connecting, &address);
		} else {
			mark = bpf_sk_storage_get(&own_sockets, (void *)sk, NULL, 0);
			own = mark != NULL;
		}
		flow.netns = socket_netns(sk);
		flow.cookie = bpf_get_socket_cookie((void *)sk);
		if (own) {
			put_socket(&key, &flow, false);
			return 0;
		}
		/* Not ours. Where a listener of ours shares the port, say so packet by packet. */
		remove_flow(&key);
		any = key;
		__builtin_memset(any.remote, 0, sizeof(any.remote));
		any.remote_port = 0;
		if (!bpf_map_lookup_elem(&flows, &any)) {
			if (is_v4(any.local))
				map_v4(any.local, 0);
			else
				__builtin_memset(any.local, 0, sizeof(any.local));
			if (!bpf_map_lookup_elem(&flows, &any))
				return 0;
		}
		flow.state = FLOW_FOREIGN;
		put_flow(&key, &flow);
		return 0;
	}
	if (new_state == TCP_CLOSE) {
		if (old_state == TCP_SYN_SENT)
			bpf_map_delete_elem(&connecting, &address);
		if (socket_key(&key, sk) && shared.port_flows[key.local_port])
			socket_closed(sk, &key, old_state);
	}
	return 0;
}

/*
 * Enters the sockets that the JVM has open. The JVM itself reads this iterator, so that the
 * current task is it, in every PID namespace.
 */
SEC("iter/task_file")
int own_sockets_iterator(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct flow flow = { .generation = shared.generation };
	struct socket *socket;
	struct flow_key key;
	struct sock *sk;
	__u32 *mark, state, tgid;
	bool v6only;

	if (!task)
		return 0;
	tgid = task->tgid;
	if (!shared.own_tgid && tgid == current_tgid()) {
		shared.own_tgid = current_tgid();
		shared.own_netns = task->nsproxy->net_ns->ns.inum;
	}
	if (!file || tgid != shared.own_tgid)
		return 0;
	socket = bpf_sock_from_file(file);
	if (!socket)
		return 0;
	sk = socket->sk;
	if (!sk)
		return 0;
	state = sk->__sk_common.skc_state;
	flow.netns = socket_netns(sk);
	if (!socket_key(&key, sk))
		return 0;
	if (key.protocol == IPPROTO_TCP &&
	    (state == TCP_CLOSE || (state != TCP_LISTEN && !key.remote_port)))
		return 0;
	flow.cookie = bpf_get_socket_cookie(sk);
	v6only = BPF_CORE_READ_BITFIELD(sk, __sk_common.skc_ipv6only);
	if (state == TCP_LISTEN) {
		mark = bpf_sk_storage_get(&own_sockets, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
		if (mark)
			*mark = shared.own_tgid;
	}
	if (key.protocol == IPPROTO_UDP && !bpf_map_lookup_elem(&flows, &key))
		flow_event(&key, flow.cookie, flow.netns, KIND_FLOW_OPENED, 0);
	put_socket(&key, &flow, v6only);
	return 0;
}

/* --- what a CPU is doing -------------------------------------------------------------------- */

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

/* --- the end of a packet -------------------------------------------------------------------- */

static __always_inline int dropped(void *ctx, const struct sk_buff *skb, __u64 location,
				   bool has_reason, __u32 reason, const struct sock *receiver)
{
	bool no_socket = has_reason && reason == bpf_core_enum_value(enum skb_drop_reason,
								     SKB_DROP_REASON_NO_SOCKET);
	__u64 address = (__u64)skb;
	struct packet *packet = bpf_map_lookup_elem(&packets, &address);
	bool confirmed = false, readable;
	struct packet ended = {};
	struct cause_record *c;
	struct sighting at;

	/* A capture (tcpdump) that does not keep up drops its own clone, not our packet. */
	if (receiver && receiver->__sk_common.skc_family == AF_PACKET)
		return 0;
	readable = read_headers(skb, false, &at.h);
	if (packet) {
		ended = *packet;
		bpf_map_delete_elem(&packets, &address);
		if (ended.tentative) {
			if (!no_socket || !shared.config.filter.by_port)
				return 0;
			confirmed = true;
			ended.tentative = 0;
		}
	} else {
		if (!readable)
			return 0;
		locate(&at, skb, skb->sk != NULL && receiver == NULL);
		if (!match(&at)) {
			if (!no_socket || !shared.config.filter.by_port ||
			    at.netns != shared.own_netns ||
			    !filter_names_port(at.h.destination_port) ||
			    !filter_passes(at.h.source, at.h.source_port, at.h.destination,
					   at.h.destination_port, at.h.protocol))
				return 0;
			at.direction = DIRECTION_IN;
		}
		ended.flow = at.flow;
		ended.direction = at.direction;
		ended.netns = at.netns;
		ended.id = __sync_fetch_and_add(&shared.last_packet, 1) + 1;
		count(packets);
	}
	c = reserve(sizeof(*c));
	if (!c)
		return 0;
	describe(&c->record, KIND_DROP, HOP_KFREE_SKB);
	describe_packet(&c->record, &ended, address);
	if (readable)
		describe_headers(&c->record, &at.h);
	else
		c->record.flags |= FLAG_BARE;
	c->record.packet_type = BPF_CORE_READ_BITFIELD(skb, pkt_type);
	c->record.flags |=
		FLAG_FINAL | (confirmed ? FLAG_CONFIRMED : 0) | (has_reason ? FLAG_REASON : 0);
	c->location = location;
	c->reason = reason;
	c->state = receiver ? receiver->__sk_common.skc_state : 0;
	describe_cause(ctx, c);
	submit(c);
	return 0;
}

SEC("tp_btf/kfree_skb")
int kfree_skb(__u64 *ctx)
{
	const struct sk_buff *skb = (const struct sk_buff *)ctx[0];
	bool has_reason = bpf_core_field_exists(struct trace_event_raw_kfree_skb, reason);

	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb, rx_sk))
		return dropped(ctx, skb, ctx[1], true, ctx[2], (const struct sock *)ctx[3]);
	return dropped(ctx, skb, ctx[1], has_reason, has_reason ? ctx[2] : 0, NULL);
}

SEC("tp_btf/consume_skb")
int BPF_PROG(consume_skb, const struct sk_buff *skb)
{
	__u64 address = (__u64)skb;
	struct packet *packet = bpf_map_lookup_elem(&packets, &address);

	if (!packet)
		return 0;
	bare_hop(address, packet->id, packet->flow, HOP_CONSUME_SKB, 0,
		 FLAG_FINAL | (packet->tentative ? FLAG_TENTATIVE : 0));
	bpf_map_delete_elem(&packets, &address);
	return 0;
}
