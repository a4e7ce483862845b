package io.mytracer.agent;

import static io.mytracer.bpf.PacketTracer.UNLIMITED;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Decides when packets are followed: all the time, or in windows that take no more CPU time than a
 * budget allows, kernel and agent together. What nobody follows costs nothing, since the programs
 * are detached between windows; what no filter in a program could do.
 *
 * <p>The allowance grows with time and shrinks by what is used. A window opens when there is enough
 * to attach, detach and follow packets for a while, and closes when it is used up; the kernel
 * follows no more packets than the rest is thought to pay for, so that a sudden load is bounded
 * before anybody looks. Where there is little to follow a window stays open.
 *
 * <p>{@link #tick} and {@link #want} belong to the thread that drains; {@link #used} and {@link
 * #followed} may be called by any.
 */
final class Windows {
    private static final double MILLI = 1e6;

    /** So often it is looked at what packets have cost, if a window lasts. */
    private static final long LOOK = (long) (200 * MILLI);

    /**
     * So long the kernel counts how long programs run, each time, and what they use later is
     * concluded from it: to count makes them slower by half.
     */
    private static final long SAMPLE = (long) (2 * MILLI);

    /** The same, where nobody waits for what comes of it. */
    private static final long LONG_SAMPLE = (long) (100 * MILLI);

    private static final long LONG_LOOK = (long) (5_000 * MILLI);

    /** Packets that are on their way get so long to come to their end. */
    private static final long LAST_PACKETS = (long) (5 * MILLI);

    /** To attach and detach must not keep the thread from draining for longer. */
    private static final long SLICE = (long) (20 * MILLI);

    /** For so long a window may be over at any moment. */
    private static final long BRIEF = (long) (20 * MILLI);

    /** What a window is worth beside what it takes to open and close it. */
    private static final double WORTH = 2;

    /**
     * Before anything is known: CPU time of a packet on its whole way, and of one window's ends.
     */
    private static final double PACKET_GUESS = 20_000;

    private static final double ENDS_GUESS = 10 * MILLI;

    private static final int FEWEST_PACKETS = 16;

    /** What is switched, and what it has cost. */
    interface Tracer {
        /** Attaches a part; returns whether all is attached. */
        boolean attach(long nanos);

        /** Detaches a part; returns whether all is detached. */
        boolean detach(long nanos);

        /** Begins a window in which so many packets may be followed, UNLIMITED for all. */
        void follow(int packets);

        /** Changes how many more packets may be followed. */
        void followable(int packets);

        /** Whether more packets may be followed. */
        boolean followsMore();

        /** Returns when the last one was that might be followed, by the clock. */
        long ranOut();

        /** Returns how many packets have been followed, all in all. */
        long packets();

        /** Has the run time of programs counted, or no more. */
        void countRunTime(boolean on);

        /** Returns the CPU time of programs as far as it has been counted, in ns. */
        long runTime();

        /** Returns the CPU time of the agent's thread in ns. */
        long threadTime();
    }

    private enum State {
        CLOSED,
        OPENING,
        OPEN,
        ENDING,
        CLOSING
    }

    private final Tracer tracer;
    private final int cpus;
    private final LongSupplier clock;
    private State state = State.CLOSED;
    private Following wanted = new Following(false, false, 0);

    /** CPU time that may be used, in ns; negative where too much has been. */
    private double allowance;

    private double endsCost = ENDS_GUESS;
    private double packetCost = PACKET_GUESS;

    /** CPU time of programs in a ns while packets are followed, and while none are. */
    private double openRate;

    private double closedRate;

    /** The first window opens on credit: whoever starts a recording wants to see something. */
    private boolean atOnce;

    private boolean counting;
    private long now;
    private long since;
    private long followedSince;
    private long lastLook;
    private long lastThread;
    private long lastRun;
    private long lastPackets;
    private double usedAtLook;
    private double usedBefore;
    private double attachCost;
    private double used;
    private final AtomicLong usedNanos = new AtomicLong();
    private final AtomicLong followed = new AtomicLong();

    /**
     * Follows nothing yet.
     *
     * @param cpus how many the JVM may use
     * @param clock as {@link System#nanoTime}
     */
    Windows(Tracer tracer, int cpus, LongSupplier clock) {
        this.tracer = tracer;
        this.cpus = cpus;
        this.clock = clock;
        now = clock.getAsLong();
        since = now;
        lastLook = now - LONG_LOOK;
        lastThread = tracer.threadTime();
        lastRun = tracer.runTime();
        lastPackets = tracer.packets();
    }

    /** Says what is to be followed from now on. */
    void want(Following following) {
        if (!following.equals(wanted)) {
            boolean first = !wanted.isBounded() && following.isBounded();
            wanted = following;
            if (first) {
                atOnce = true;
                allowance = (1 + WORTH) * endsCost;
            }
        }
    }

    /** Whether packets are followed at present. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether {@link #tick} should be called again within a millisecond or so. */
    boolean isBrief() {
        return state != State.CLOSED
                && wanted.isBounded()
                && (state != State.OPEN || now - since < BRIEF);
    }

    /** Returns the CPU time that all of this has used, in ns. */
    long used() {
        return usedNanos.get();
    }

    /** Returns for how long packets have been followed, in ns. */
    long followed() {
        return followed.get();
    }

    /** Does what is due; to be called after each drain. */
    void tick() {
        account();
        switch (state) {
            case CLOSED -> closed();
            case OPENING -> opening();
            case OPEN -> open();
            case ENDING -> ending();
            case CLOSING -> closing();
        }
    }

    /** Has nothing counted any more, which would slow down all of the machine's BPF programs. */
    void end() {
        count(false);
    }

    private void closed() {
        boolean ignored = sample(LONG_SAMPLE, LONG_LOOK);
        boolean affordable = !wanted.isBounded() || allowance >= (1 + WORTH) * endsCost;
        if (wanted.any() && (affordable || atOnce)) {
            atOnce = false;
            count(false);
            usedBefore = used;
            enter(State.OPENING);
            opening();
        }
    }

    private void opening() {
        if (tracer.attach(SLICE)) {
            account();
            attachCost = used - usedBefore;
            enter(State.OPEN);
            count(true);
            followedSince = now;
            tracer.follow(allowed());
        }
    }

    private void open() {
        boolean more = tracer.followsMore();
        follow(more ? now : Math.min(now, tracer.ranOut()));
        if (!wanted.any()) {
            stop();
        } else if (!wanted.isBounded()) {
            tracer.followable(UNLIMITED);
            boolean ignored = sample(LONG_SAMPLE, LONG_LOOK);
        } else if (sample(SAMPLE, LOOK) || !more) {
            look();
            if (allowance < endsCost / 2) {
                stop();
            } else {
                followedSince = now;
                tracer.followable(allowed());
            }
        }
    }

    /** Packets have been followed up to a time. */
    private void follow(long until) {
        followed.setPlain(followed.getPlain() + Math.max(0, until - followedSince));
        followedSince = Math.max(followedSince, until);
    }

    private void stop() {
        tracer.followable(0);
        enter(State.ENDING);
    }

    private void ending() {
        if (now - since >= LAST_PACKETS) {
            look();
            count(false);
            usedBefore = used;
            enter(State.CLOSING);
            closing();
        }
    }

    private void closing() {
        if (tracer.detach(SLICE)) {
            account();
            double cost = attachCost + used - usedBefore;
            endsCost = (endsCost + Math.max(MILLI, cost)) / 2;
            enter(State.CLOSED);
        }
    }

    private void enter(State next) {
        state = next;
        since = now;
    }

    /** Counts what has been used since it was last asked: by the thread, and by programs. */
    private void account() {
        long time = clock.getAsLong();
        long passed = time - now;
        now = time;
        long thread = tracer.threadTime();
        double rate = state == State.CLOSED ? closedRate : openRate;
        double spent = Math.max(0, thread - lastThread) + (counting ? 0 : rate * passed);
        lastThread = thread;
        spend(spent);
        allowance = Math.min(most(), allowance + wanted.budget() * cpus * passed);
    }

    private void spend(double nanos) {
        used += nanos;
        usedNanos.setRelease((long) used);
        allowance -= nanos;
    }

    /** Counts what the programs have used since they were last looked at. */
    private void look() {
        if (counting) {
            long run = tracer.runTime();
            if (now != lastLook && state == State.CLOSED) {
                closedRate = (double) (run - lastRun) / (now - lastLook);
            } else if (now != lastLook) {
                openRate = (double) (run - lastRun) / (now - lastLook);
            }
            spend((double) (run - lastRun));
            lastRun = run;
        }
        long packets = tracer.packets();
        if (packets - lastPackets >= FEWEST_PACKETS) {
            double cost = (used - usedAtLook) / (packets - lastPackets);
            packetCost = (packetCost + cost) / 2;
        }
        lastPackets = packets;
        usedAtLook = used;
        lastLook = now;
    }

    /**
     * Has run times counted for a while, if that is due.
     *
     * @return whether it is known now what they are
     */
    private boolean sample(long time, long period) {
        long age = now - lastLook;
        if (counting && age >= time) {
            look();
            count(false);
            return true;
        }
        if (!counting && age >= period) {
            count(true);
        }
        return false;
    }

    private void count(boolean on) {
        if (on != counting) {
            counting = on;
            tracer.countRunTime(on);
            lastRun = tracer.runTime();
            lastLook = now;
            usedAtLook = used;
            lastPackets = tracer.packets();
        }
    }

    /** Returns how many packets the allowance is thought to pay for. */
    private int allowed() {
        if (!wanted.isBounded()) {
            return UNLIMITED;
        }
        double packets = (allowance - endsCost / 2) / packetCost;
        return (int) Math.max(FEWEST_PACKETS, Math.min(packets, UNLIMITED - 1));
    }

    /** Returns how large the allowance may grow: enough for a window, or a second's. */
    private double most() {
        return Math.max((1 + 2 * WORTH) * endsCost, wanted.budget() * cpus * 1e9);
    }
}
