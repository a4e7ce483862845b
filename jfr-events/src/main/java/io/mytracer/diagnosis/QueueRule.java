package io.mytracer.diagnosis;

import java.util.HashMap;
import java.util.Map;

/** What waits at sockets: for Java, for the peer's application, or on a way that is too long. */
final class QueueRule implements Rule {
    /** How many times the shortest one a round trip must be. */
    private static final long GROWTH = 8;

    private static final long ALERT = 64;
    private static final int FLOWS = 8192;

    private final Evidence evidence;
    private final Limits limits;
    private final Map<Long, Long> shortest = new HashMap<>();

    QueueRule(Evidence evidence, Limits limits) {
        this.evidence = evidence;
        this.limits = limits;
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.SocketQueue")) {
            return;
        }
        Ends ends = Ends.ofSocket(event);
        long unread = event.number("oldestUnread");
        boolean stalled = event.flag("stalled");
        if ("LISTEN".equals(event.text("state"))) {
            if (event.number("backlog") > event.number("backlogLimit")) {
                evidence.note(HandshakeCauses.ACCEPT_QUEUE_FULL, ends, event);
            }
        } else if (stalled && unread >= limits.unreadNanos() && !isFarewell(event)) {
            evidence.note(QueueCauses.SLOW_READER, "", ends, event, unread);
        } else if (stalled && event.number("sendQueue") > 0 && event.number("sendWindow") == 0) {
            evidence.note(QueueCauses.PEER_WINDOW, "", ends, event, stalledFor(event));
        }
        roundTrip(event, ends);
    }

    /** The closing alert of TLS, which lies in the idle connections of a pool that nobody reads. */
    private static boolean isFarewell(SeenEvent event) {
        return "CLOSE_WAIT".equals(event.text("state")) && event.number("receiveQueue") < ALERT;
    }

    /** The event tells it in words only. */
    private static long stalledFor(SeenEvent event) {
        String cause = event.text("cause");
        String[] words = cause == null ? new String[0] : cause.split(" for | s:");
        try {
            return words.length < 2 ? 0 : (long) (Double.parseDouble(words[1]) * 1e9);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void roundTrip(SeenEvent event, Ends ends) {
        long rtt = event.number("rtt");
        Long known = shortest.get(event.number("flow"));
        if (rtt <= 0 || known == null && shortest.size() >= FLOWS) {
            return;
        }
        if (known == null || rtt < known) {
            shortest.put(event.number("flow"), rtt);
        } else if (rtt >= limits.roundTripNanos()
                && rtt >= GROWTH * known
                && event.number("unacked") > 0) {
            evidence.note(QueueCauses.BUFFERBLOAT, "", ends, event, rtt);
        }
    }
}
