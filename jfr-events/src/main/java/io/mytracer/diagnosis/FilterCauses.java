package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Cause.Scope.CONNECTION;
import static io.mytracer.diagnosis.Cause.Scope.SERVICE;

/** What keeps packets from their way: filters, routes, limits of size. */
final class FilterCauses {
    static final Cause FIREWALL =
            Cause.error(
                    Area.FIREWALL,
                    "firewall",
                    SERVICE,
                    "A firewall rule of this host stops packets of {where}: {detail}",
                    "The rule dropped or rejected them, so connections hang, or are refused.",
                    "Change or delete this rule, or put one that accepts before it. Show it with"
                            + " nft -a list ruleset, or iptables -L -n -v --line-numbers; in a"
                            + " container it may be a network policy's.");
    static final Cause SOME_RULE =
            Cause.error(
                    Area.FIREWALL,
                    "firewall",
                    SERVICE,
                    "An nftables rule of this host stops packets of {where}",
                    "A rule dropped or rejected them, so connections hang, or are refused. On this"
                            + " kernel the tracer could not see which one it was.",
                    "Add a counter to the rules that come into question and see which one counts:"
                            + " nft -a list ruleset. In a container it may be a network policy's.");
    static final Cause HOOK_DROP =
            Cause.error(
                    Area.FIREWALL,
                    "conntrack",
                    SERVICE,
                    "A netfilter hook dropped packets of {where}, and no rule is known that did",
                    "No verdict of a table or chain against these packets was seen. If the tracer"
                        + " sees verdicts on this kernel it was another part of netfilter, as a"
                        + " rule connection tracking: its table is full, or the packet does not fit"
                        + " the connection that it knows.",
                    "See dmesg for \"nf_conntrack: table full\" and compare"
                            + " net.netfilter.nf_conntrack_count with nf_conntrack_max; raise the"
                            + " latter. For packets out of window:"
                            + " net.netfilter.nf_conntrack_tcp_be_liberal=1; conntrack -S counts"
                            + " both. Else look through the rules: nft -a list ruleset.");
    static final Cause NOT_PERMITTED =
            Cause.error(
                    Area.FIREWALL,
                    "not-permitted",
                    SERVICE,
                    "The kernel did not let Java send to {where}",
                    "The call failed with \"Operation not permitted\": a firewall rule or a BPF"
                            + " program of this host stops it on its way out.",
                    "Look at the OUTPUT chains (nft list ruleset), bpftool cgroup tree and the"
                            + " network policy of the container.");
    static final Cause RP_FILTER =
            Cause.error(
                    Area.DROPS,
                    "rp-filter",
                    SERVICE,
                    "Reverse path filtering dropped packets of {where}",
                    "The packet came in by another interface than the one that the answer would"
                            + " leave by, so the kernel takes its source for forged.",
                    "Correct the routes (ip route get PEER), or set net.ipv4.conf.all.rp_filter and"
                            + " that of the interface to 2, loose; the larger of both counts.");
    static final Cause BAD_ADDRESS =
            Cause.error(
                    Area.DROPS,
                    "bad-address",
                    SERVICE,
                    "Packets of {where} had addresses that cannot be ({detail})",
                    "Source or destination is one that must not come by this way, such as this"
                            + " host's own address from outside.",
                    "Look for two hosts with one address, and at NAT."
                            + " net.ipv4.conf.all.log_martians=1 logs them.");
    static final Cause NO_ROUTE =
            Cause.error(
                    Area.DROPS,
                    "no-route",
                    SERVICE,
                    "There is no route for packets of {where}",
                    "The kernel found no way to the destination. Java says \"Network is"
                        + " unreachable\" or \"No route to host\", where it learns of it at all.",
                    "ip route get DESTINATION shows what is chosen; add the route, or the missing"
                            + " default route of the container. To route foreign packets"
                            + " net.ipv4.ip_forward must be 1.");
    static final Cause NEXT_HOP =
            Cause.error(
                    Area.DROPS,
                    "next-hop-silent",
                    SERVICE,
                    "The next machine on the way to {where} does not answer",
                    "Nobody answered when the kernel asked for the hardware address (ARP, neighbour"
                            + " discovery). Java says \"No route to host\" after some seconds.",
                    "Check that the machine or the gateway is up and on this network: ip neigh, ip"
                            + " route get DESTINATION.");
    static final Cause UNREACHABLE =
            Cause.error(
                    Area.CONNECTING,
                    "unreachable",
                    SERVICE,
                    "{where} cannot be reached",
                    "connect() or send() failed: there is no route, or a router or the destination"
                            + " said so by ICMP.",
                    "ip route get DESTINATION on this host, then the same on the routers; ICMP"
                            + " \"prohibited\" comes from a firewall that rejects.");
    static final Cause PMTU =
            Cause.error(
                    Area.DROPS,
                    "mtu",
                    SERVICE,
                    "Packets of {where} were larger than the link allows",
                    "A packet may not be cut into fragments and does not fit. Small requests work,"
                            + " large ones hang until the kernel learns the smaller size.",
                    "Let ICMP \"fragmentation needed\" and \"packet too big\" pass on all"
                        + " firewalls; set the MTU of the tunnel's or container's interface right,"
                        + " or clamp (iptables -j TCPMSS --clamp-mss-to-pmtu);"
                        + " net.ipv4.tcp_mtu_probing=1 helps on the sender. Keep datagrams below"
                        + " the MTU.");
    static final Cause FRAGMENTS =
            Cause.error(
                    Area.DROPS,
                    "fragments-lost",
                    SERVICE,
                    "Fragments for {where} did not become a packet",
                    "A packet was cut up on the way, and not all of its parts arrived in time.",
                    "Send smaller datagrams. A firewall may drop fragments; compare nstat -az"
                            + " IpReasmFails.");
    static final Cause PROGRAM =
            Cause.error(
                    Area.FIREWALL,
                    "program-drop",
                    SERVICE,
                    "{detail} threw packets of {where} away",
                    "A program or filter on this host decided against the packet.",
                    "Find it: ip -d link and bpftool net (XDP, tc), tc filter show dev DEVICE"
                            + " ingress|egress, bpftool cgroup tree, ausearch -m avc (SELinux), ip"
                            + " xfrm policy (IPsec). In Kubernetes it is as a rule the network"
                            + " plug-in's policy.");
    static final Cause CHECKSUM =
            Cause.error(
                    Area.DROPS,
                    "checksum",
                    CONNECTION,
                    "Packets of {where} had wrong checksums ({detail})",
                    "The packet was damaged on the way, or a device or tunnel promises checksums"
                            + " that it does not write. TCP sends again; UDP data is lost.",
                    "ethtool -S DEVICE counts errors of the card; try ethtool -K DEVICE rx off tx"
                        + " off on both ends and on the tunnel's device, and change cable or card"
                        + " if it goes on.");
    static final Cause OTHER_DROP =
            Cause.warning(
                    Area.DROPS,
                    "drop",
                    3,
                    CONNECTION,
                    "The kernel dropped packets of {where}: {detail}",
                    "The kernel's own name of the reason tells more: include/net/dropreason-core.h"
                            + " of the Linux sources.",
                    "The location names the function that dropped; nstat -az has a counter for most"
                            + " of them.");
    static final Cause UNEXPLAINED_DROP =
            Cause.info(
                    Area.DROPS,
                    "drop-unexplained",
                    20,
                    "The kernel freed packets of {where} without a reason: {detail}",
                    "The kernel does not tell why, and the place alone does not, either.",
                    "The location names the function; Linux 6 and newer tell more reasons.");

    private FilterCauses() {}
}
