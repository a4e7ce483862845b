package io.mytracer.diagnosis;

/**
 * From when on what can be measured is worth telling. Immutable.
 *
 * @param retransmitShare of the TCP segments sent, from 0 to 1
 * @param stageNanos time of a packet from one place in the kernel to the next
 * @param sendQueueNanos time of a packet in the send queue of a device
 * @param roundTripNanos round trip of a connection that is faster when less is sent
 * @param unreadNanos age of the oldest data that Java has not read
 */
public record Limits(
        double retransmitShare,
        long stageNanos,
        long sendQueueNanos,
        long roundTripNanos,
        long unreadNanos) {
    private static final long MILLI = 1_000_000;

    /**
     * What the command line uses. A pacing queue (fq) may hold packets back for some milliseconds;
     * the agent tells of unread data from 0.5 s on.
     */
    public static final Limits USUAL =
            new Limits(0.01, 20 * MILLI, 20 * MILLI, 100 * MILLI, 500 * MILLI);
}
