package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Cause.Scope.CONNECTION;
import static io.mytracer.diagnosis.Cause.Scope.SERVICE;

/** Why connections end otherwise than in order. */
final class EndCauses {
    static final Cause UNREAD_CLOSE =
            Cause.error(
                    Area.RESETS,
                    "unread-close",
                    CONNECTION,
                    "Java closed connections of {where} with data unread",
                    "close() found received data that nobody had read, so the kernel sent a reset"
                            + " instead of a FIN. The peer may lose the answer that it was about to"
                            + " read: \"Connection reset\" or \"Broken pipe\" there.",
                    "Read to the end of the stream before close(): drain the body of a request even"
                            + " if it is refused, and call shutdownOutput() first.");
    static final Cause LINGER_RESET =
            Cause.warning(
                    Area.RESETS,
                    "linger-reset",
                    1,
                    CONNECTION,
                    "Java closed connections of {where} with SO_LINGER 0",
                    "With a linger time of 0 close() throws away what has not been sent and resets"
                            + " the connection: the peer sees \"Connection reset\".",
                    "Remove setSoLinger(true, 0) or the option of the library that sets it. To save"
                            + " ports let the peer close first, or pool connections.");
    static final Cause KEEPALIVE_TIMEOUT =
            Cause.error(
                    Area.RESETS,
                    "keepalive-timeout",
                    CONNECTION,
                    "Peers of {where} no longer answered keepalive probes",
                    "The connection was idle, and the peer did not answer the kernel's probes: it"
                            + " has gone without a word, or a NAT or firewall on the way has"
                            + " forgotten the connection.",
                    "Probe more often than the device on the way forgets: TCP_KEEPIDLE and"
                            + " TCP_KEEPINTERVAL (jdk.net.ExtendedSocketOptions), or"
                            + " net.ipv4.tcp_keepalive_time; end idle pooled connections sooner.");
    static final Cause CONNECTION_TIMEOUT =
            Cause.error(
                    Area.RESETS,
                    "connection-timeout",
                    CONNECTION,
                    "{where} stopped answering on open connections",
                    "The kernel sent data or probes again and again without an answer and gave the"
                            + " connection up: the other host, or the way to it, has gone.",
                    "Look at that host and the way to it. TCP_USER_TIMEOUT or a read timeout makes"
                            + " Java notice sooner than net.ipv4.tcp_retries2 (15 minutes).");
    static final Cause DATA_AFTER_CLOSE =
            Cause.warning(
                    Area.RESETS,
                    "data-after-close",
                    1,
                    CONNECTION,
                    "Data came for connections of {where} that were closed already",
                    "One end closed its socket while the other still sent, as when a server ends an"
                            + " idle connection in the moment a client uses it again.",
                    "Let the client's pool drop idle connections sooner than the server does, and"
                            + " repeat idempotent requests once. Read the request to its end before"
                            + " closing.");
    static final Cause STRAY_PACKET =
            Cause.warning(
                    Area.RESETS,
                    "unknown-connection",
                    3,
                    CONNECTION,
                    "Packets for {where} belonged to no connection",
                    "A packet that is no SYN came for a connection that this host does not know: it"
                            + " was reset before, this host has restarted, or a load balancer sent"
                            + " it to the wrong one.",
                    "See whether a server was restarted or a load balancer moved connections at"
                            + " this time.");
    static final Cause PEER_ABORTED =
            Cause.warning(
                    Area.RESETS,
                    "peer-reset",
                    1,
                    CONNECTION,
                    "The peer reset connections of {where}",
                    "The other end sent a reset on an open connection: it closed with data unread"
                            + " or SO_LINGER 0, its program ended, or a device between cut the"
                            + " connection. Java says \"Connection reset\" or \"Broken pipe\".",
                    "Look at the peer's log at these times. If the connection had been idle, end"
                            + " idle connections in the pool sooner than the peer, proxy or load"
                            + " balancer does.");
    static final Cause CALL_RESET =
            Cause.warning(
                    Area.RESETS,
                    "broken-connection",
                    1,
                    CONNECTION,
                    "Calls on connections of {where} failed",
                    "Java read from or wrote to a connection that the other end had reset.",
                    "Look at the peer's log at these times, and at idle timeouts of pools, proxies"
                            + " and load balancers.");
    static final Cause LISTENER_CLOSED =
            Cause.warning(
                    Area.RESETS,
                    "listener-closed",
                    1,
                    CONNECTION,
                    "{where} closed with connections not yet accepted",
                    "The listening socket was closed while connections waited in its accept queue;"
                            + " the kernel reset them.",
                    "Take the server out of the load balancer first, accept what is queued, then"
                            + " close.");
    static final Cause KILLED =
            Cause.warning(
                    Area.RESETS,
                    "killed",
                    1,
                    CONNECTION,
                    "The kernel gave up connections of {where}",
                    "A connection was ended in a state that allows no orderly end: it was"
                            + " disconnected, killed from outside (ss --kill), or the peer did not"
                            + " close its side within net.ipv4.tcp_fin_timeout.",
                    "The field cause of TcpReset tells which; make the peer close when it has read"
                            + " the end of the stream.");
    static final Cause TCP_MEMORY =
            Cause.error(
                    Area.DROPS,
                    "tcp-memory",
                    SERVICE,
                    "The kernel had no memory left for {where}",
                    "The host reached its limit of memory for TCP or UDP, or of orphaned sockets.",
                    "Look at net.ipv4.tcp_mem, net.ipv4.udp_mem and net.ipv4.tcp_max_orphans"
                            + " against /proc/net/sockstat, and for sockets that nobody reads.");
    static final Cause CONFUSED =
            Cause.warning(
                    Area.RESETS,
                    "confused-connection",
                    3,
                    CONNECTION,
                    "Packets of {where} did not fit their connection ({detail})",
                    "Sequence, acknowledgement or flags were not those of the connection: the peer"
                            + " has restarted, or a device between (NAT, load balancer, connection"
                            + " tracking) has changed or forgotten the connection.",
                    "Look for such a device and its timeouts. If it is connection tracking of a"
                            + " Linux host: net.netfilter.nf_conntrack_tcp_be_liberal=1.");
    static final Cause UNREAD_DATA =
            Cause.info(
                    Area.RESETS,
                    "unread-data",
                    10,
                    "Sockets of {where} were closed with data unread",
                    "Data that had arrived was thrown away with the socket.",
                    "Read before closing, if the data matters.");

    private EndCauses() {}
}
