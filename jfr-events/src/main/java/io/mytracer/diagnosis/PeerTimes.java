package io.mytracer.diagnosis;

/** Where the time of one peer's traffic went. Nanoseconds. Not thread-safe. */
public final class PeerTimes {
    long packets;
    long kernel;
    final LogHistogram unread = new LogHistogram();
    final LogHistogram answers = new LogHistogram();
    final LogHistogram waits = new LogHistogram();
    final LogHistogram roundTrips = new LogHistogram();

    PeerTimes() {}

    /** Returns how many packets of this peer there were. */
    public long packets() {
        return packets;
    }

    /** Returns the time of its packets in this kernel, without what they waited to be read. */
    public long kernel() {
        return kernel;
    }

    /** Returns how long data waited in the socket until Java read it. */
    public LogHistogram unread() {
        return unread;
    }

    /** Returns times from the last packet of a request to the first of Java's answer. */
    public LogHistogram answers() {
        return answers;
    }

    /** Returns times from the last packet of Java's request to the first of the peer's answer. */
    public LogHistogram waits() {
        return waits;
    }

    /** Returns round trips of the connections, as TCP measures them. */
    public LogHistogram roundTrips() {
        return roundTrips;
    }

    /** Returns what the network took of the waits: a round trip each, and this kernel's time. */
    public long network() {
        return kernel + roundTripsWaited();
    }

    /** Returns what is left of the waits: the peer's own time. */
    public long peer() {
        return waits.sum() - roundTripsWaited();
    }

    private long roundTripsWaited() {
        return Math.min(waits.sum(), waits.count() * roundTrips.percentile(0.5));
    }

    /** Returns who has most of the time: application, peer or network; - where nothing is known. */
    public String most() {
        long application = answers.sum();
        if (application == 0 && peer() == 0 && network() == 0) {
            return "-";
        }
        if (application >= peer() && application >= network()) {
            return "application";
        }
        return peer() >= network() ? "peer" : "network";
    }
}
