package io.mytracer.diagnosis;

import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** Calls of Java on sockets that failed, by the text of their exception. */
final class CallRule implements Rule {
    /** Texts of strerror() as the JDK passes them on, in the order in which they are looked for. */
    private static final Entry<?, ?>[] CONNECTING = {
        Map.entry("refused", HandshakeCauses.REFUSED),
        Map.entry("timed out", HandshakeCauses.CONNECT_TIMEOUT),
        Map.entry("cannot assign requested address", HandshakeCauses.PORTS_EXHAUSTED),
        Map.entry("address already in use", HandshakeCauses.ADDRESS_IN_USE),
        Map.entry("not permitted", FilterCauses.NOT_PERMITTED),
        Map.entry("no route to host", FilterCauses.UNREACHABLE),
        Map.entry("unreachable", FilterCauses.UNREACHABLE),
        Map.entry("reset", EndCauses.CALL_RESET)
    };

    private static final Entry<?, ?>[] MOVING = {
        Map.entry("portunreachable", HandshakeCauses.UDP_REFUSED),
        Map.entry("message too long", FilterCauses.PMTU),
        Map.entry("not permitted", FilterCauses.NOT_PERMITTED),
        Map.entry("no route to host", FilterCauses.UNREACHABLE),
        Map.entry("unreachable", FilterCauses.UNREACHABLE),
        Map.entry("no buffer space", EndCauses.TCP_MEMORY),
        Map.entry("connection timed out", EndCauses.CONNECTION_TIMEOUT),
        Map.entry("connection reset", EndCauses.CALL_RESET),
        Map.entry("broken pipe", EndCauses.CALL_RESET)
    };

    /** How SocketState tells of a connect() that its caller gave up. */
    private static final String GIVEN_UP = "closed before it was connected";

    /** TCP sends the SYN again after a second; who gives up before has not waited for an answer. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Evidence evidence;

    CallRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        boolean state = event.type().equals("mytracer.SocketState");
        if (!state && !event.type().equals("mytracer.SocketIo")) {
            return;
        }
        String error = event.text("error");
        if (error == null) {
            return;
        }
        if (error.equals(GIVEN_UP)) {
            if (event.durationNanos() >= PATIENCE_NANOS) {
                evidence.note(HandshakeCauses.CONNECT_TIMEOUT, Ends.ofSocket(event), event);
            }
            return;
        }
        String text = error.toLowerCase(Locale.ROOT);
        for (Entry<?, ?> known : state ? CONNECTING : MOVING) {
            if (text.contains((String) known.getKey())) {
                evidence.note((Cause) known.getValue(), Ends.ofSocket(event), event);
                return;
            }
        }
    }
}
