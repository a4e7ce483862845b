package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The journey of one packet up to now. Belongs to {@link PacketPaths}, which uses it again. */
public final class Path {
    static final int NONE = -1;

    /** Packet filters that a packet may pass before it is known whose it is. */
    private static final int MAX_VERDICTS = 16;

    private static final Stage[] STAGES = Stage.values();

    // A list of paths in order of their last hop.
    Path before;
    Path after;

    long packet;
    long flow;
    int[] slots = new int[12];
    int held;
    List<HopRecord> verdicts = List.of();
    long firstTime;
    long lastTime;
    long lastSeen;
    long ended;
    int hops;
    long reader;
    long writer;
    int payload;
    long seq;
    int protocol;
    int direction;
    long datagram;
    boolean tentative;
    boolean received;
    boolean sent;
    int told;
    Outcome outcome;
    Stage lastStage;
    Stage toldStage;
    final Kin kin = new Kin();
    private final long[] firstWords = new long[HopRecord.WORDS];
    private final HopRecord first = new HopRecord().at(firstWords, 0, null);
    private final long[] stageTimes = new long[STAGES.length];

    Path() {}

    void reset(long packet) {
        this.packet = packet;
        flow = 0;
        held = 0;
        verdicts = List.of();
        firstTime = 0;
        lastTime = 0;
        lastSeen = 0;
        ended = 0;
        hops = 0;
        reader = 0;
        writer = 0;
        payload = 0;
        seq = 0;
        protocol = 0;
        direction = 0;
        datagram = 0;
        tentative = false;
        received = false;
        sent = false;
        told = NONE;
        outcome = null;
        lastStage = null;
        toldStage = Stage.OTHER;
        kin.reset();
        Arrays.fill(stageTimes, 0);
    }

    void keepFirst(HopRecord record) {
        record.copyTo(firstWords, 0);
    }

    void hold(int slot) {
        if (held == slots.length) {
            slots = Arrays.copyOf(slots, 2 * held);
        }
        slots[held++] = slot;
    }

    void holdVerdict(HopRecord verdict) {
        if (verdicts.isEmpty()) {
            verdicts = new ArrayList<>();
        }
        if (verdicts.size() < MAX_VERDICTS) {
            verdicts.add(verdict);
        }
    }

    void addTime(Stage stage, long nanos) {
        stageTimes[stage.ordinal()] += nanos;
    }

    /** Returns the number of hops. */
    public int hops() {
        return hops;
    }

    /** Returns the first hop that came, without a stack. */
    public HopRecord first() {
        return first;
    }

    /** Returns the id of the packet that this one was cut from; 0 if it was not. */
    public long origin() {
        return kin.origin();
    }

    /** Returns the id of the packet that this one has become part of; 0 if it has not. */
    public long mergedInto() {
        return kin.mergedInto();
    }

    /** Returns the time of the first hop in ns of {@link System#nanoTime}. */
    public long firstTime() {
        return firstTime;
    }

    /** Returns the time from the first to the last hop in ns. */
    public long duration() {
        return lastTime - firstTime;
    }

    /** Returns how it ended; null before it has. */
    public Outcome outcome() {
        return outcome;
    }

    /** Returns the stage of the last hop; null where there was none. */
    public Stage lastStage() {
        return lastStage;
    }

    /** Returns the stage that took most time; null where none took any. */
    public Stage slowestStage() {
        Stage slowest = null;
        long most = 0;
        for (Stage stage : STAGES) {
            if (stageTimes[stage.ordinal()] > most) {
                most = stageTimes[stage.ordinal()];
                slowest = stage;
            }
        }
        return slowest;
    }

    /** Returns the time in a stage in ns. */
    public long time(Stage stage) {
        return stage == null ? 0 : stageTimes[stage.ordinal()];
    }
}
