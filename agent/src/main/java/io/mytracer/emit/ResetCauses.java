package io.mytracer.emit;

import java.util.Map;

/**
 * What a reset means, in a sentence for people who do not read kernel code. Reasons are those of
 * {@code enum sk_rst_reason} (include/net/rstreason.h, Linux 6.18).
 */
final class ResetCauses {
    private static final String NOBODY = "Nobody listens on this port of this host.";
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private static final Map<String, String> SENT =
            Map.ofEntries(
                    Map.entry(
                            "NO_SOCKET",
                            "A packet came for a connection that this host does not know: it was"
                                    + " closed or reset before, or the host has restarted."),
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
                            "TCP_STATE",
                            "The connection was given up in a state that allows no orderly end."),
                    Map.entry(
                            "TCP_TIMEWAIT_SOCKET",
                            "A packet came for a connection that the application had closed."),
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

    /**
     * What a reset means.
     *
     * @param reason the kernel's, or a better one; null where it is not known
     * @param derived whether the reason was concluded from the kernel stack
     * @param cause a sentence
     */
    record Meaning(String reason, boolean derived, String cause) {}

    private ResetCauses() {}

    /**
     * Tells of a reset that was sent.
     *
     * @param reason the kernel's; null where it has none
     * @param tcpFlags of the packet that is answered; 0 where none is
     */
    static Meaning sent(String reason, ResetSite site, int tcpFlags) {
        boolean better = isVague(reason) && site.reason() != null;
        String known = better ? site.reason() : reason;
        boolean derived = better && !known.equals(reason);
        if ("NO_SOCKET".equals(known) && (tcpFlags & (SYN | ACK)) == SYN) {
            return new Meaning(known, derived, NOBODY);
        }
        // What is known of the site holds only if the kernel means the same.
        String cause = known != null && known.equals(site.reason()) ? site.cause() : null;
        if (cause == null && known != null) {
            cause = SENT.get(known);
        }
        return new Meaning(
                known, derived, cause == null ? "The kernel reset the connection." : cause);
    }

    /** Tells of a reset that was received by a socket in a state. */
    static Meaning received(int state) {
        return new Meaning(null, false, receivedBy(state));
    }

    private static String receivedBy(int state) {
        return switch (state) {
            case TcpStates.SYN_SENT ->
                    "The peer refused the connection: nobody listens there, or a firewall rejects"
                            + " it.";
            case TcpStates.SYN_RECV, TcpStates.NEW_SYN_RECV ->
                    "The peer gave the connection up before it was established.";
            case TcpStates.ESTABLISHED ->
                    "The peer aborted the connection: it closed the socket with data unread or with"
                        + " SO_LINGER 0, it has ended or restarted, or a device between cut it.";
            case TcpStates.CLOSE_WAIT ->
                    "The peer had closed its socket, with data unread or before all data had"
                            + " arrived.";
            case TcpStates.FIN_WAIT1, TcpStates.FIN_WAIT2, TcpStates.CLOSING, TcpStates.LAST_ACK ->
                    "The peer aborted the connection that the application had closed.";
            default -> "The peer reset the connection.";
        };
    }

    /** Whether the kernel has a reason that says nothing, or says it of many things. */
    private static boolean isVague(String reason) {
        return reason == null || reason.equals("NOT_SPECIFIED") || reason.equals("TCP_STATE");
    }
}
