package io.mytracer.agent;

/**
 * What recordings want of packets.
 *
 * @param hops each hop, for SkbHop and PacketPath
 * @param times how long packets take from stage to stage, for HopLatency
 * @param budget share of the CPU time that it may take, above 0 to 1; 0 where it is not bounded
 */
public record Following(boolean hops, boolean times, double budget) {
    /** Every hop of every packet. */
    public static final Following ALL = new Following(true, false, 0);

    /** Whether packets are to be followed at all. */
    boolean any() {
        return hops || times;
    }

    boolean isBounded() {
        return budget > 0;
    }
}
