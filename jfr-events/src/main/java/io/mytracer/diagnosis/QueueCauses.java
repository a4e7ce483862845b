package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Cause.Scope.CONNECTION;
import static io.mytracer.diagnosis.Cause.Scope.SERVICE;

/** Queues that are full, or in which packets wait for long. */
final class QueueCauses {
    static final Cause SLOW_READER =
            Cause.warning(
                    Area.READING,
                    "slow-reader",
                    1,
                    CONNECTION,
                    "Java did not read what had come for {where}, for up to {longest}",
                    "The data was there, and the thread that reads did something else: the time is"
                            + " the application's, not the network's.",
                    "Look at what the thread does instead: its stack is below. Move the work off"
                            + " the thread that reads, or read into a bounded queue.");
    static final Cause RECEIVE_BUFFER_FULL =
            Cause.warning(
                    Area.READING,
                    "receive-buffer-full",
                    1,
                    CONNECTION,
                    "The receive buffer of {where} was full",
                    "Data came faster than Java read it, so the peer was told to stop.",
                    "Find what slows the reading thread. If it is only bursts, raise"
                            + " net.ipv4.tcp_rmem (third number) and do not set SO_RCVBUF.");
    static final Cause PEER_WINDOW =
            Cause.warning(
                    Area.READING,
                    "peer-does-not-read",
                    1,
                    CONNECTION,
                    "The other end of {where} did not read, for up to {longest}",
                    "The peer's receive buffer is full (zero window), so what Java writes waits in"
                            + " this host and write() blocks: the peer's application is slow, not"
                            + " the network.",
                    "Look at the peer's application. Give writes a time limit, or send less than it"
                            + " can take.");
    static final Cause UDP_BUFFER_FULL =
            Cause.error(
                    Area.DROPS,
                    "udp-buffer-full",
                    SERVICE,
                    "The receive buffer of UDP {where} was full, and datagrams were lost",
                    "Datagrams came faster than Java read them. UDP does not send again.",
                    "Do nothing but receive() in the reading thread, and hand over to others. Raise"
                        + " SO_RCVBUF (DatagramSocket.setReceiveBufferSize) and net.core.rmem_max,"
                        + " which limits it.");
    static final Cause TCP_BUFFER_FULL =
            Cause.error(
                    Area.DROPS,
                    "tcp-buffer-full",
                    CONNECTION,
                    "The kernel dropped TCP data for {where} because its buffer was full",
                    "The receive buffer or the queue before it had no room, so the peer has to send"
                            + " again.",
                    "Find what slows the reading thread; raise net.ipv4.tcp_rmem and do not set"
                            + " SO_RCVBUF to a small value.");
    static final Cause QDISC_DROP =
            Cause.error(
                    Area.DROPS,
                    "qdisc-drop",
                    CONNECTION,
                    "The send queue of {detail} dropped packets of {where}",
                    "The queueing discipline was full, or its limit of rate was reached: this host"
                            + " sends faster than it may.",
                    "tc -s qdisc show dev DEVICE has rate, limit and drops. A rate limit may be set"
                            + " for this container or instance; raise it or the queue's limit, or"
                            + " send less at once.");
    static final Cause QDISC_DELAY =
            Cause.warning(
                    Area.QUEUES,
                    "qdisc-delay",
                    1,
                    CONNECTION,
                    "Packets of {where} waited in the send queue of {detail}, for up to {longest}",
                    "They had left Java and TCP, and waited in this host for the network device.",
                    "tc -s qdisc show dev DEVICE: a limit of rate (tbf, htb) or delay (netem) is"
                            + " set, or the link is full. fq_codel keeps queues short.");
    static final Cause SLOW_STAGE =
            Cause.info(
                    Area.QUEUES,
                    "slow-stage",
                    1,
                    "Packets of {where} were kept in the kernel, stage {detail}, for up to"
                            + " {longest}",
                    "They waited in no queue of a device or socket: the CPU that had to go on with"
                            + " them was busy, or the host did not run it (cgroup limit, steal time"
                            + " of a virtual machine).",
                    "Look at the load (vmstat, softirqs in top, /proc/net/softnet_stat third"
                            + " column) and at the CPU limit of the container (cpu.stat:"
                            + " nr_throttled).");
    static final Cause BUFFERBLOAT =
            Cause.warning(
                    Area.QUEUES,
                    "bufferbloat",
                    3,
                    CONNECTION,
                    "The round trip to {where} grew under load to {longest}",
                    "The same connection was many times faster when it sent less: the packets wait"
                            + " in a queue on the way that is too long.",
                    "Limit what is sent at once (net.ipv4.tcp_notsent_lowat, TCP_CONGESTION bbr),"
                            + " and put fq_codel or cake on the narrowest router.");
    static final Cause CPU_BACKLOG =
            Cause.error(
                    Area.DROPS,
                    "cpu-backlog",
                    CONNECTION,
                    "A CPU's receive queue was full: packets of {where} were dropped",
                    "Packets came faster than one CPU worked on them.",
                    "Raise net.core.netdev_max_backlog, spread interrupts over CPUs (ethtool -L,"
                            + " RPS); /proc/net/softnet_stat counts it in its second column.");
    static final Cause DEVICE_QUEUE =
            Cause.error(
                    Area.DROPS,
                    "device-queue",
                    CONNECTION,
                    "A network device dropped packets of {where} ({detail})",
                    "The device's own queue was full, or it was not ready.",
                    "ethtool -S DEVICE and ethtool -g DEVICE; on a virtual device the receiver"
                            + " behind it is too slow. ip -s link counts it.");
    static final Cause GRO_DROP =
            Cause.error(
                    Area.DROPS,
                    "gro-drop",
                    CONNECTION,
                    "Receive offload dropped packets of {where} ({detail})",
                    "The driver's frame could not be taken over by generic receive offload.",
                    "Try ethtool -K DEVICE gro off; update the driver.");
    static final Cause NO_MEMORY =
            Cause.error(
                    Area.DROPS,
                    "no-memory",
                    CONNECTION,
                    "The kernel had no memory for packets of {where}",
                    "An allocation failed while the packet was on its way.",
                    "Look at the memory of host and container, dmesg and vm.min_free_kbytes.");

    private QueueCauses() {}
}
