package io.mytracer.diagnosis;

import java.util.Map;

/** SYNs that reach this host again and again without an answer. */
final class UnansweredSynRule implements Rule {
    private static final int CONNECTIONS = 4096;
    private static final int LEAST = 2;

    /** The handshake of one connection. */
    private static final class Handshake {
        SeenEvent syn;
        int syns;
        boolean answered;
    }

    private final Evidence evidence;
    private final Map<Ends, Handshake> handshakes = new RecentlyUsed<>(CONNECTIONS);

    UnansweredSynRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.PacketPath")) {
            return;
        }
        String flags = event.text("tcpFlags");
        if (flags == null) {
            return;
        }
        boolean in = "IN".equals(event.text("direction"));
        if (in && flags.equals("SYN")) {
            Handshake handshake = of(Ends.received(event));
            handshake.syns++;
            handshake.syn = event;
        } else if (!in && (flags.equals("SYN,ACK") || flags.contains("RST"))) {
            of(Ends.sent(event)).answered = true;
        }
    }

    private Handshake of(Ends ends) {
        return handshakes.computeIfAbsent(ends, none -> new Handshake());
    }

    @Override
    public void conclude() {
        handshakes.forEach(
                (ends, handshake) -> {
                    if (handshake.syns >= LEAST && !handshake.answered) {
                        evidence.note(HandshakeCauses.SYN_BACKLOG, ends, handshake.syn);
                    }
                });
    }
}
