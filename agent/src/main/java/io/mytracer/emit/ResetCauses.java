package io.mytracer.emit;

import java.util.Map;

/**
 * What a reset means, in a sentence for people who do not read kernel code. Reasons are those of
 * {@code enum sk_rst_reason} (include/net/rstreason.h, Linux 6.18).
 */
final class ResetCauses {
    private static final Map<String, String> SENT =
            Map.ofEntries(
                    Map.entry("NO_SOCKET", "Nobody listens on this port of this host."),
                    Map.entry(
                            "TCP_ABORT_ON_CLOSE",
                            "The application closed the socket with received data unread."),
                    Map.entry(
                            "TCP_ABORT_ON_LINGER",
                            "The application closed the socket with SO_LINGER 0."),
                    Map.entry(
                            "TCP_ABORT_ON_DATA",
                            "Data arrived for a socket that the application had closed."),
                    Map.entry(
                            "TCP_ABORT_ON_MEMORY",
                            "The host ran out of memory for TCP, or of orphaned sockets."),
                    Map.entry(
                            "TCP_DISCONNECT_WITH_DATA",
                            "The socket was disconnected with data still to be sent."),
                    Map.entry("TCP_KEEPALIVE_TIMEOUT", "The peer did not answer keepalive probes."),
                    Map.entry(
                            "TCP_STATE", "The connection was torn down while it was being set up."),
                    Map.entry(
                            "TCP_TIMEWAIT_SOCKET",
                            "A packet came for a connection that had been closed before."),
                    Map.entry(
                            "INVALID_SYN",
                            "A SYN arrived within an open connection; the peer may have"
                                    + " restarted."),
                    Map.entry(
                            "TCP_ACK_UNSENT_DATA",
                            "The peer acknowledged data that was never sent; it means another"
                                    + " connection."),
                    Map.entry(
                            "TCP_INVALID_ACK_SEQUENCE",
                            "The handshake was answered with a wrong acknowledgement number."),
                    Map.entry("TCP_OLD_ACK", "An acknowledgement was too old."),
                    Map.entry("TCP_TOO_OLD_ACK", "An acknowledgement was far too old."),
                    Map.entry("TCP_FLAGS", "A packet had flags that its connection did not allow."),
                    Map.entry(
                            "TCP_RFC7323_PAWS",
                            "A packet's time stamp was older than one seen before."));

    private ResetCauses() {}

    /** Returns the meaning of a reset that was sent; reason may be null. */
    static String sent(String reason) {
        String cause = reason == null ? null : SENT.get(reason);
        return cause != null ? cause : "The kernel reset the connection.";
    }

    /** Returns the meaning of a reset that was received by a socket in a state. */
    static String received(int state) {
        return state == TcpStates.SYN_SENT
                ? "The peer refused the connection: nobody listens there, or a firewall rejects it."
                : "The peer reset the connection.";
    }
}
