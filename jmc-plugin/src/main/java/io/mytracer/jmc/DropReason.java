package io.mytracer.jmc;

/**
 * What a drop reason means to somebody who does not read kernel code, and what to do. The names are
 * those of {@code enum skb_drop_reason} (include/net/dropreason-core.h, Linux 6.18).
 */
enum DropReason {
    NO_SOCKET(
            "No program on this host listens on the port that the packet was for. TCP answers with"
                    + " a reset, and Java says \"Connection refused\" where it wanted to connect.",
            "Check that the server has started, on which port and address it listens, and whether"
                    + " it was restarted meanwhile."),
    NETFILTER_DROP(
            "A firewall rule of this host (iptables, nftables) rejected the packet.",
            "Look through the rules: nft list ruleset, or iptables -L -v -n. In a container they"
                    + " may be those of the host, or a network policy."),
    SOCKET_RCVBUFF(
            "The receive buffer of the socket was full: data came faster than Java read it.",
            "Find what keeps the reading thread busy. For UDP also raise SO_RCVBUF and"
                    + " net.core.rmem_max."),
    SOCKET_BACKLOG(
            "The queue in front of a socket that was in use was full.",
            "Read from the socket in larger portions, or raise its receive buffer."),
    TCP_ZEROWINDOW(
            "The peer sent on although this host had told it that its receive buffer was full.",
            "Find what keeps the reading thread busy."),
    TCP_OVERWINDOW(
            "The peer sent more than this host had room for.",
            "Find what keeps the reading thread busy; a larger receive buffer helps with bursts."),
    TCP_OLD_DATA(
            "The data had arrived before: the peer sent it again though nothing was lost.",
            "Harmless in small numbers. In large ones look for delays on the way back to the"
                    + " peer."),
    TCP_OFOMERGE(
            "The data had arrived before, out of order: the peer sent it again.",
            "Harmless in small numbers. In large ones look for loss or reordering on the network."),
    TCP_OLD_SEQUENCE(
            "A duplicate of a packet that had arrived before.",
            "Harmless in small numbers. In large ones look for loss or delays on the network."),
    TCP_INVALID_SEQUENCE(
            "The packet did not belong where the connection stood.",
            "Look for something between the peers that changes or forgets connections, such as"
                    + " NAT."),
    TCP_CLOSE(
            "The packet came for a connection that had been closed already.",
            "Look at which side closes first, and whether it reads all before."),
    TCP_FLAGS(
            "The packet had TCP flags that its connection did not allow.",
            "Look for something between the peers that changes or forgets connections, such as"
                    + " NAT."),
    TCP_ABORT_ON_DATA(
            "Data came for a connection that the application had closed.",
            "Look at which side closes first, and whether it reads all before."),
    TCP_LISTEN_OVERFLOW(
            "The accept queue of a server was full: connections came faster than Java accepted"
                    + " them.",
            "Raise the backlog of the ServerSocket and net.core.somaxconn, and find what keeps the"
                    + " accepting thread busy."),
    QUEUE_PURGE(
            "The application closed a socket with received data unread.",
            "Read the whole response before closing, or drain the stream."),
    TCP_CSUM(
            "The checksum was wrong: the packet was damaged on the way.",
            "Look at the network card and its offload settings: ethtool -S, ethtool -k."),
    UDP_CSUM(
            "The checksum was wrong: the packet was damaged on the way.",
            "Look at the network card and its offload settings: ethtool -S, ethtool -k."),
    IP_RPFILTER(
            "The packet came in by another interface than the one that answers would take.",
            "Look at the routes, and at net.ipv4.conf.*.rp_filter."),
    IP_OUTNOROUTES(
            "This host has no route to the destination.", "Look at the routes: ip route get."),
    IP_INNOROUTES(
            "This host has no route for a packet that it received.",
            "Look at the routes: ip route get."),
    NEIGH_FAILED(
            "The next machine on the way did not answer when asked for its hardware address.",
            "Check that the machine or gateway is up: ip neigh."),
    NEIGH_QUEUEFULL(
            "Too many packets waited for the hardware address of the next machine.",
            "Check that the machine or gateway is up: ip neigh."),
    QDISC_DROP(
            "The send queue of the network device was full, or a traffic limit was reached.",
            "Look at tc -s qdisc: a limit may be set for this container."),
    QDISC_OVERLIMIT(
            "The send queue of the network device was full.",
            "Look at tc -s qdisc: a limit may be set for this container."),
    CPU_BACKLOG(
            "A CPU received packets faster than it could work on them.",
            "Spread interrupts over CPUs, or raise net.core.netdev_max_backlog."),
    FULL_RING(
            "The queue of a network device was full.",
            "Look at ethtool -S and ethtool -g; on a virtual device the receiver is too slow."),
    PKT_TOO_BIG(
            "The packet was larger than the link allows.",
            "Compare the MTU along the way; tunnels and VPNs need some of it."),
    PROTO_MEM(
            "The host reached its limit of memory for TCP or UDP.",
            "Look at net.ipv4.tcp_mem and udp_mem, and at sockets that nobody reads."),
    NOMEM("The kernel had no memory for the packet.", "Look at the memory of host and container."),
    TC_INGRESS(
            "A traffic control rule on the way in threw the packet away.",
            "Look at tc filter show; in Kubernetes it belongs to the network plug-in."),
    TC_EGRESS(
            "A traffic control rule on the way out threw the packet away.",
            "Look at tc filter show; in Kubernetes it belongs to the network plug-in."),
    XDP(
            "A BPF program at the network device threw the packet away.",
            "Look at ip link and bpftool net; it may be a load balancer or a DDoS filter."),
    BPF_CGROUP_EGRESS(
            "A BPF program of the container threw the packet away.",
            "Look at bpftool cgroup tree; systemd and network plug-ins install such programs."),
    SECURITY_HOOK(
            "A security module of the kernel, such as SELinux, did not let the packet pass.",
            "Look into the audit log: ausearch -m avc."),
    SOCKET_FILTER(
            "A filter on the socket did not let the packet in.",
            "Look for a program that attaches filters to this socket."),
    OTHERHOST(
            "The packet was addressed to another machine.",
            "Harmless: the device passes on more than what is meant for it."),
    /** Whatever is not worth a row of its own. */
    OTHER(
            "The kernel's name of the reason tells more.",
            "Look up the reason in include/net/dropreason-core.h of the Linux sources; the"
                    + " location of the drop names the function.");

    private final String meaning;
    private final String remedy;

    DropReason(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    static DropReason of(String name) {
        for (DropReason reason : values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return OTHER;
    }

    String meaning() {
        return meaning;
    }

    String remedy() {
        return remedy;
    }
}
