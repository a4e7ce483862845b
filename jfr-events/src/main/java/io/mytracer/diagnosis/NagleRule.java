package io.mytracer.diagnosis;

import java.util.Map;

/**
 * Nagle's algorithm against delayed acknowledgements: data goes out, 40 ms later a bare
 * acknowledgement comes in, and at once the rest goes out.
 */
final class NagleRule implements Rule {
    /** TCP_DELACK_MIN and TCP_DELACK_MAX of Linux are 40 and 200 ms; other systems use 200 ms. */
    private static final long LEAST_DELAY = 35_000_000L;

    private static final long MOST_DELAY = 250_000_000L;
    private static final long AT_ONCE = 1_000_000L;
    private static final int FLOWS = 4096;

    private record Packet(SeenEvent event, long time, Ends ends) {}

    /** The last packets of a connection. */
    private static final class Flow {
        long dataOut;
        long ackIn;
    }

    private final Evidence evidence;
    private final TimeOrder<Packet> packets = new TimeOrder<>(Packet::time, this::next);
    private final Map<Ends, Flow> flows = new RecentlyUsed<>(FLOWS);

    NagleRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (event.type().equals("mytracer.PacketPath")
                && "TCP".equals(event.text("protocol"))
                && event.text("tcpFlags") != null) {
            // On loopback the other end's packets are sent, too: an end is told by its address.
            packets.add(new Packet(event, event.startNanos(), Ends.sent(event)));
        }
    }

    private void next(Packet packet) {
        String flags = packet.event().text("tcpFlags");
        boolean data = flags.contains("PSH");
        boolean bare = flags.equals("ACK");
        Flow sender = flows.computeIfAbsent(packet.ends(), none -> new Flow());
        Flow receiver = flows.computeIfAbsent(packet.ends().swapped(), none -> new Flow());
        if (data) {
            long delay = sender.ackIn - sender.dataOut;
            if (sender.ackIn != 0
                    && delay >= LEAST_DELAY
                    && delay <= MOST_DELAY
                    && packet.time() - sender.ackIn <= AT_ONCE) {
                evidence.note(StreamCauses.NAGLE, "", packet.ends(), packet.event(), delay);
            }
            sender.dataOut = packet.time();
            sender.ackIn = 0;
            receiver.dataOut = 0;
            receiver.ackIn = 0;
        } else if (bare && receiver.dataOut != 0 && receiver.ackIn == 0) {
            receiver.ackIn = packet.time();
        }
    }

    @Override
    public void conclude() {
        packets.finish();
    }
}
