package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Cause.Scope.CONNECTION;
import static io.mytracer.diagnosis.Cause.Scope.SERVICE;

/** Why connections do not come about. */
final class HandshakeCauses {
    static final Cause CLOSED_PORT =
            Cause.error(
                    Area.CONNECTING,
                    "closed-port",
                    SERVICE,
                    "Nobody listens on {where}",
                    "A SYN came for a port of this host where no program listens. The kernel"
                            + " answers with a reset, and the client's Java says \"Connection"
                            + " refused\".",
                    "Start the server, or correct the port or the address that it binds to (ss -ltn"
                        + " shows both). A server bound to 127.0.0.1 is closed to other hosts.");
    static final Cause UDP_CLOSED_PORT =
            Cause.error(
                    Area.DROPS,
                    "udp-closed-port",
                    SERVICE,
                    "Nobody receives UDP on {where}",
                    "Datagrams came for a port of this host that no program is bound to. The kernel"
                            + " drops them and answers with ICMP, which Java shows as"
                            + " PortUnreachableException, to connected DatagramSockets only.",
                    "Start the receiver, or correct the port or the address that it binds to (ss"
                            + " -lun shows both).");
    static final Cause UDP_REFUSED =
            Cause.error(
                    Area.CONNECTING,
                    "udp-refused",
                    SERVICE,
                    "Nobody receives UDP on {where}, says its host",
                    "The other host answered a datagram with ICMP: no program is bound to this"
                            + " port.",
                    "Start the receiver there, or correct the address that this JVM sends to.");
    static final Cause LATE_DATAGRAM =
            Cause.info(
                    Area.DROPS,
                    "late-datagram",
                    20,
                    "Answers of {where} came when nobody waited any more",
                    "A datagram came for a port that a client had closed, such as a name server's"
                            + " answer after the timeout.",
                    "Look at why the answers are slow, or allow them more time.");
    static final Cause REFUSED =
            Cause.error(
                    Area.CONNECTING,
                    "connection-refused",
                    SERVICE,
                    "{where} refused connections",
                    "The other host answered a SYN with a reset: nobody listens there, or a"
                            + " firewall on the way rejects it. Java says \"Connection refused\".",
                    "Check on that host that the server runs and listens on this address (ss -ltn),"
                        + " then the firewalls on the way (nft list ruleset, security groups).");
    static final Cause ACCEPT_QUEUE_FULL =
            Cause.error(
                    Area.ACCEPTING,
                    "accept-queue-full",
                    SERVICE,
                    "The accept queue of {where} was full",
                    "Connections came faster than Java accepted them. The kernel drops further"
                            + " SYNs, so clients wait 1 s, 3 s, 7 s for a connection, or time out.",
                    "Find what keeps the accepting thread from accept(): the stack shows what it"
                            + " did. For bursts give the ServerSocket a larger backlog (its default"
                            + " is 50) and raise net.core.somaxconn to the same.");
    static final Cause SYN_BACKLOG =
            Cause.error(
                    Area.ACCEPTING,
                    "syn-backlog",
                    SERVICE,
                    "SYNs for {where} got no answer",
                    "SYNs reached the listening socket and were neither answered nor refused: the"
                            + " queue of half-open or of unaccepted connections was full.",
                    "Raise net.ipv4.tcp_max_syn_backlog, net.core.somaxconn and the backlog of the"
                            + " ServerSocket; leave net.ipv4.tcp_syncookies at 1. Compare with"
                            + " nstat -az TcpExtListenOverflows TcpExtListenDrops.");
    static final Cause CONNECT_TIMEOUT =
            Cause.error(
                    Area.CONNECTING,
                    "connect-timeout",
                    SERVICE,
                    "{where} did not answer connection attempts",
                    "connect() got neither an answer nor a refusal until it timed out: the other"
                            + " host is down, its accept queue is full, or a firewall on the way"
                            + " drops without a word.",
                    "Look at that host first: is it up, is its accept queue full (ss -ltn, Recv-Q)?"
                            + " Then at firewalls and security groups on the way. Give the client a"
                            + " connect timeout of a few seconds.");
    static final Cause SYN_RETRY =
            Cause.warning(
                    Area.CONNECTING,
                    "syn-retry",
                    2,
                    SERVICE,
                    "Connecting to {where} took more than one SYN",
                    "The first SYN or its answer was lost. The kernel sends it again after 1 s,"
                            + " then 2 s, 4 s, which adds straight to the time of the request.",
                    "Look at the accept queue of the other end (ss -ltn, Recv-Q against Send-Q) and"
                            + " at loss on the way. Pool connections, so that fewer are opened.");
    static final Cause SYNACK_RETRY =
            Cause.warning(
                    Area.CONNECTING,
                    "syn-ack-retry",
                    3,
                    SERVICE,
                    "Clients of {where} did not complete the handshake",
                    "This host answered SYNs and had to repeat the answer: it did not arrive, or"
                            + " the client did not go on (a port scan, a SYN flood), or the accept"
                            + " queue was full when it did.",
                    "See whether it is one peer. If not, look for asymmetric routes and for"
                            + " firewalls that drop the answers.");
    static final Cause PORTS_EXHAUSTED =
            Cause.error(
                    Area.CONNECTING,
                    "ports-exhausted",
                    SERVICE,
                    "No local port was free for {where}",
                    "All ephemeral ports towards this destination were in use, most of them in"
                            + " TIME_WAIT of connections that this JVM has closed first.",
                    "Keep connections open and pool them. Widen net.ipv4.ip_local_port_range, and"
                            + " leave net.ipv4.tcp_tw_reuse at 1 or 2.");
    static final Cause ADDRESS_IN_USE =
            Cause.error(
                    Area.CONNECTING,
                    "address-in-use",
                    SERVICE,
                    "The address {where} was in use already",
                    "bind() failed: another program listens there, or connections of a former run"
                            + " are in TIME_WAIT.",
                    "Find who holds it (ss -ltnp). Set SO_REUSEADDR before bind(), which"
                            + " ServerSocket does by itself.");
    static final Cause PEER_GAVE_UP =
            Cause.info(
                    Area.CONNECTING,
                    "peer-gave-up",
                    20,
                    "Clients of {where} broke the handshake off",
                    "The peer sent a reset instead of the last part of the handshake, as health"
                            + " checks and port scans do.",
                    "Nothing to do if it is a load balancer's health check.");
    static final Cause TIME_WAIT_REUSE =
            Cause.warning(
                    Area.CONNECTING,
                    "time-wait-reuse",
                    1,
                    CONNECTION,
                    "{where} met connections that were in TIME_WAIT",
                    "A peer opened a connection from the port of one that had just ended, and the"
                        + " kernel took its packets for old ones: the SYN is dropped or answered"
                        + " wrongly, and has to be repeated.",
                    "Let the client close first or keep connections open; widen its"
                        + " net.ipv4.ip_local_port_range; keep net.ipv4.tcp_timestamps at 1. NAT"
                        + " that shares one address among clients makes it worse.");

    private HandshakeCauses() {}
}
