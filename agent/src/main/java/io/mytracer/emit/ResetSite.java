package io.mytracer.emit;

import java.util.Set;

/**
 * Which part of TCP sent a reset, by the functions of its stack (net/ipv4/tcp*.c, Linux 5.10 to
 * 6.18). The reason is the kernel's own name, since Linux 6.10, for resets that are sent there.
 */
enum ResetSite {
    UNREAD("TCP_ABORT_ON_CLOSE", null),
    LINGER("TCP_ABORT_ON_LINGER", null),
    LISTENER_CLOSED(
            "TCP_STATE",
            "The listening socket was closed before the application had accepted this connection."),
    DISCONNECTED("TCP_STATE", "The application disconnected the socket."),
    KILLED("TCP_STATE", "The connection was killed from outside the application (ss --kill)."),
    KEEPALIVE("TCP_KEEPALIVE_TIMEOUT", null),
    FIN_WAIT(
            "TCP_STATE",
            "The application had closed the socket, and the peer did not close its side in time"
                    + " (net.ipv4.tcp_fin_timeout)."),
    MEMORY("TCP_ABORT_ON_MEMORY", null),
    NO_SOCKET("NO_SOCKET", null),
    TIME_WAIT("TCP_TIMEWAIT_SOCKET", null),
    LISTENING(
            "TCP_FLAGS",
            "A packet for a connection came to a listening socket that knows of none; it was closed"
                    + " or reset before."),
    CONNECTING("TCP_INVALID_ACK_SEQUENCE", null),
    CLOSED("TCP_ABORT_ON_DATA", null),
    ACCEPT_QUEUE_FULL(
            "INVALID_SYN",
            "The accept queue of the listening socket was full (net.ipv4.tcp_abort_on_overflow is"
                    + " 1): the application accepts too slowly, or its backlog is too small."),
    INVALID_SYN("INVALID_SYN", null),
    UNKNOWN(null, null);

    private static final Set<String> SENDERS =
            Set.of("tcp_send_active_reset", "tcp_v4_send_reset", "tcp_v6_send_reset");
    private static final int SYN = 0x02;

    private final String reason;
    private final String cause;

    ResetSite(String reason, String cause) {
        this.reason = reason;
        this.cause = cause;
    }

    /**
     * Finds the site.
     *
     * @param state of the socket; 0 where there is none
     * @param tcpFlags of the packet that is answered; 0 where none is known
     */
    static ResetSite of(KernelStack stack, int state, int tcpFlags) {
        int sender = stack.indexOf(SENDERS);
        if (sender < 0) {
            return UNKNOWN;
        }
        String caller = stack.function(sender + 1);
        String further = stack.function(sender + 2);
        return switch (caller) {
            case "__tcp_close", "tcp_close" -> UNREAD;
            case "tcp_disconnect" ->
                    switch (further) {
                        case "__tcp_close", "tcp_close" -> LINGER;
                        case "inet_child_forget" -> LISTENER_CLOSED;
                        default -> DISCONNECTED;
                    };
            case "tcp_abort" -> KILLED;
            case "tcp_keepalive_timer" -> state == TcpStates.FIN_WAIT2 ? FIN_WAIT : KEEPALIVE;
            case "tcp_out_of_resources", "tcp_write_timeout", "tcp_probe_timer" -> MEMORY;
            case "tcp_v4_rcv", "tcp_v6_rcv" ->
                    switch (state) {
                        case 0 -> NO_SOCKET;
                        case TcpStates.TIME_WAIT -> TIME_WAIT;
                        default -> UNKNOWN;
                    };
            case "tcp_v4_do_rcv", "tcp_v6_do_rcv" ->
                    switch (state) {
                        case TcpStates.LISTEN -> LISTENING;
                        case TcpStates.SYN_SENT -> CONNECTING;
                        case TcpStates.CLOSE -> CLOSED;
                        default -> UNKNOWN;
                    };
            // In Linux 6.18 both have the same reason.
            case "tcp_check_req" -> handshake(tcpFlags);
            default -> UNKNOWN;
        };
    }

    private static ResetSite handshake(int tcpFlags) {
        if (tcpFlags == 0) {
            return UNKNOWN;
        }
        return (tcpFlags & SYN) == 0 ? ACCEPT_QUEUE_FULL : INVALID_SYN;
    }

    /** Returns the kernel's name of the reason; null where the site is not known. */
    String reason() {
        return reason;
    }

    /** Returns what is known better than by the reason; null where that says it all. */
    String cause() {
        return cause;
    }
}
