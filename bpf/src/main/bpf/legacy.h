/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What BPF can do since Linux 5.12, and what stands for it before. The object is built twice, with
 * and without MYTRACER_LEGACY (io.mytracer.bpf.Programs chooses).
 */
#ifndef MYTRACER_LEGACY_H
#define MYTRACER_LEGACY_H

#include "state.h"

#ifndef MYTRACER_LEGACY

static __always_inline __u64 next_packet(void)
{
	return __sync_fetch_and_add(&shared.last_packet, 1) + 1;
}

static __always_inline __u64 socket_cookie(struct sock *sk)
{
	return bpf_get_socket_cookie(sk);
}

/* A cookie that the kernel may not have given yet, where the helper takes no pointer: 0 then. */
static __always_inline __u64 given_cookie(const struct sock *sk)
{
	return BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
}

static __always_inline void mark_listener(struct sock *sk)
{
	__u32 *mark = bpf_sk_storage_get(&own_sockets, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (mark)
		*mark = shared.own_tgid;
}

/* Whether a socket was accepted by a listener of ours. */
static __always_inline bool is_child(struct sock *sk, const struct flow *listener)
{
	return bpf_sk_storage_get(&own_sockets, sk, NULL, 0) != NULL;
}

static __always_inline struct sock *socket_of(struct file *file)
{
	struct socket *socket = bpf_sock_from_file(file);

	return socket ? socket->sk : NULL;
}

#else

/* There is no atomic add that returns: a CPU's own time, which no other packet has. */
static __always_inline __u64 next_packet(void)
{
	return bpf_ktime_get_ns() << 8 | (bpf_get_smp_processor_id() & 0xff);
}

/* No cookie can be asked for: the socket's address tells it from all that live. */
static __always_inline __u64 socket_cookie(struct sock *sk)
{
	return (__u64)sk;
}

static __always_inline __u64 given_cookie(const struct sock *sk)
{
	return (__u64)sk;
}

static __always_inline void mark_listener(struct sock *sk)
{
}

/* No socket can be marked: it is taken for ours also where another process shares the port. */
static __always_inline bool is_child(struct sock *sk, const struct flow *listener)
{
	return listener != NULL;
}

static __always_inline struct sock *socket_of(struct file *file)
{
	struct socket *socket;

	if ((file->f_inode->i_mode & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = file->private_data;
	return BPF_CORE_READ(socket, sk);
}

#endif

#endif
