package io.mytracer.diagnosis;

import static java.util.Map.entry;

import java.util.Map;

/** Resets, by the kernel's reason (include/net/rstreason.h) or by the state that they met. */
final class ResetRule implements Rule {
    private static final Map<String, Cause> SENT =
            Map.ofEntries(
                    entry("TCP_ABORT_ON_CLOSE", EndCauses.UNREAD_CLOSE),
                    entry("TCP_ABORT_ON_LINGER", EndCauses.LINGER_RESET),
                    entry("TCP_ABORT_ON_DATA", EndCauses.DATA_AFTER_CLOSE),
                    entry("TCP_TIMEWAIT_SOCKET", EndCauses.DATA_AFTER_CLOSE),
                    entry("TCP_ABORT_ON_MEMORY", EndCauses.TCP_MEMORY),
                    entry("TCP_KEEPALIVE_TIMEOUT", EndCauses.KEEPALIVE_TIMEOUT),
                    entry("TCP_DISCONNECT_WITH_DATA", EndCauses.KILLED));

    private final Evidence evidence;

    ResetRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.TcpReset")) {
            return;
        }
        boolean sent = event.flag("sent");
        Cause cause = sent ? sent(event) : received(event);
        if (cause != null) {
            String detail = cause.equals(EndCauses.CONFUSED) ? event.text("reason") : "";
            evidence.note(cause, detail == null ? "reset" : detail, ends(event, sent), event);
        }
    }

    /** A reset that answers a packet is told with the addresses and flags of that packet. */
    private static Ends ends(SeenEvent event, boolean sent) {
        boolean answered = event.text("tcpFlags") != null;
        return sent && !answered ? Ends.sent(event) : Ends.received(event);
    }

    private static Cause sent(SeenEvent event) {
        String reason = String.valueOf(event.text("reason"));
        String flags = String.valueOf(event.text("tcpFlags"));
        switch (reason) {
            case "NO_SOCKET" -> {
                return flags.equals("SYN") ? HandshakeCauses.CLOSED_PORT : EndCauses.STRAY_PACKET;
            }
            // tcp_check_req() has this reason for both.
            case "INVALID_SYN" -> {
                return flags.contains("SYN")
                        ? EndCauses.CONFUSED
                        : HandshakeCauses.ACCEPT_QUEUE_FULL;
            }
            case "TCP_STATE", "NOT_SPECIFIED", "null" -> {
                return givenUp(String.valueOf(event.text("cause")));
            }
            default -> {
                return SENT.getOrDefault(reason, EndCauses.CONFUSED);
            }
        }
    }

    /** What the kernel has one reason for, the agent tells in words. */
    private static Cause givenUp(String cause) {
        if (cause.startsWith("The application had closed")) {
            return null; // The peer never closed its side.
        }
        return cause.startsWith("The listening socket")
                ? EndCauses.LISTENER_CLOSED
                : EndCauses.KILLED;
    }

    private static Cause received(SeenEvent event) {
        return switch (String.valueOf(event.text("state"))) {
            case "SYN_SENT" -> HandshakeCauses.REFUSED;
            case "SYN_RECV", "NEW_SYN_RECV" -> HandshakeCauses.PEER_GAVE_UP;
            case "ESTABLISHED", "CLOSE_WAIT" -> EndCauses.PEER_ABORTED;
            default -> null; // The application has closed already.
        };
    }
}
