package io.mytracer.diagnosis;

/** Packets that wait in this host's own send queue. */
final class SendQueueRule implements Rule {
    private static final int LEAST = 3;
    private static final int PERCENT = 100;

    private final Evidence evidence;
    private final long limit;
    private long packets;
    private long slow;

    SendQueueRule(Evidence evidence, Limits limits) {
        this.evidence = evidence;
        limit = limits.sendQueueNanos();
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.SkbHop") || !isQueued(event)) {
            return;
        }
        packets++;
        if (event.durationNanos() >= limit) {
            slow++;
            String device = event.text("device");
            evidence.note(
                    QueueCauses.QDISC_DELAY,
                    device == null ? "a device" : device,
                    Ends.ofPacket(event),
                    event,
                    event.durationNanos());
        }
    }

    /**
     * Whether the time of a hop is that in the send queue. Before Linux 5.14 the way into the queue
     * is not seen, and the wait counts for the hop before.
     */
    static boolean isQueued(SeenEvent event) {
        String function = event.text("function");
        return "qdisc_enqueue".equals(function) || "net_dev_queue".equals(function);
    }

    @Override
    public void conclude() {
        if (slow < LEAST || slow * PERCENT < packets) {
            evidence.retract(QueueCauses.QDISC_DELAY);
        }
    }
}
