package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.RecordSink;
import io.mytracer.bpf.Stage;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Joins hops to paths. A path waits until its packet has ended or is quiet, because the duration of
 * a hop and the thread that will read the packet are known only then; then it goes on, sorted by
 * kernel time.
 *
 * <p>Bounded: {@value #MAX_PATHS} paths and 65,536 hops wait at most; beyond, the oldest goes on as
 * it is. Not thread-safe: belongs to the thread that drains.
 */
public final class PacketPaths implements RecordSink {
    static final int MAX_PATHS = 1 << 16;

    private static final long MILLI = 1_000_000L;

    /** Records of one packet from two CPUs may arrive out of order. */
    private static final long GRACE = 20 * MILLI;

    /** A packet that has not moved for so long gives up its hops, but for the last. */
    private static final long QUIET = 100 * MILLI;

    /** Whether a packet is ours must have come out within this time. */
    private static final long UNDECIDED = 2_500 * MILLI;

    /** After this time nobody waits for the end of a packet. */
    private static final long FORGOTTEN = 10_000 * MILLI;

    private static final int UDP = 17;

    private final PathSink sink;
    private final PacketOwner owner;
    private final Predicate<HopRecord> told;
    private final HopStore store = new HopStore();
    private final LongMap<Path> paths = new LongMap<>();
    private final FlowUses uses = new FlowUses();
    private final Ends ends = new Ends(uses);
    private final PathTeller teller;
    private final PathList moving = new PathList();
    private final PathList quiet = new PathList();
    private final ArrayDeque<Path> ended = new ArrayDeque<>();
    private final ArrayDeque<Path> pool = new ArrayDeque<>();
    private long now;
    private long nextReview;
    private long unmatched;

    /**
     * Joins hops for a sink.
     *
     * @param told which hops the sink is told of; the others only serve to follow packets
     */
    public PacketPaths(PathSink sink, PacketOwner owner, Predicate<HopRecord> told) {
        this.sink = sink;
        this.owner = owner;
        this.told = told;
        this.teller = new PathTeller(sink, store, uses, told);
    }

    /** Returns how many paths wait for their end. */
    public int open() {
        return paths.size();
    }

    /**
     * Returns a time of {@link System#nanoTime} up to which the sink has been told everything, but
     * for the last hops of packets that rest. Takes time with the number of packets that do not.
     */
    public long toldUntil() {
        long until = now - GRACE;
        for (Path path = moving.first(); path != null; path = moving.after(path)) {
            until = Math.min(until, path.firstTime);
        }
        for (Path path : ended) {
            until = Math.min(until, path.firstTime);
        }
        return until;
    }

    /** Returns how many hops wait to be told. */
    int waiting() {
        return store.used();
    }

    /**
     * Returns the thread that has read last from a socket, or written if none has read.
     *
     * @return 0 where none is known
     */
    public long reader(long flow) {
        return uses.reader(flow);
    }

    /** Returns how many hops came after their path had gone on. */
    public long unmatched() {
        return unmatched;
    }

    /** Sets the time for the records to come, in ns of {@link System#nanoTime}. */
    public void begin(long nanoTime) {
        now = nanoTime;
    }

    @Override
    public void accept(HopRecord record) {
        if (record.tid() != 0) {
            sink.met(record.caller());
        }
        switch (record.kind()) {
            case HopRecord.HOP -> {
                if (record.packet() == 0) {
                    use(record);
                } else {
                    hop(record);
                }
            }
            case HopRecord.DROP -> drop(record);
            case HopRecord.RESET_SENT, HopRecord.RESET_RECEIVED, HopRecord.RETRANSMIT ->
                    cause(record);
            case HopRecord.VERDICT -> verdict(record);
            default -> {}
        }
    }

    /** Lets go what is due; to be called after each drain. */
    public void tick(long nanoTime) {
        now = nanoTime;
        Path path = ended.peek();
        while (path != null && now - path.ended > GRACE) {
            ended.remove();
            finish(path);
            path = ended.peek();
        }
        path = moving.first();
        while (path != null && now - path.lastSeen > QUIET) {
            PathList.take(path);
            quieten(path);
            path = moving.first();
        }
        if (now - nextReview >= 0) {
            nextReview = now + QUIET;
            reviewQuiet();
        }
    }

    /**
     * Tells all that is known, since what comes later may not be recorded: paths that are over are
     * complete, the others go on.
     */
    public void settle(long nanoTime) {
        now = nanoTime;
        while (!ended.isEmpty()) {
            finish(ended.remove());
        }
        settle(moving);
        settle(quiet);
    }

    private void settle(PathList list) {
        Path path = list.first();
        while (path != null) {
            Path next = list.after(path);
            if (!path.tentative || decide(path)) {
                if (ends.isOver(path)) {
                    PathList.take(path);
                    complete(path);
                } else {
                    teller.tellSoFar(path);
                }
            }
            path = next;
        }
    }

    /** A thread used a socket. */
    private void use(HopRecord record) {
        uses.note(record.flow(), record);
        if (told.test(record)) {
            sink.hop(record, record.hop().stage(), 0, record.caller());
        }
    }

    private void hop(HopRecord record) {
        makeRoom();
        Path path = paths.get(record.packet());
        if (path == null) {
            if (record.bare()) {
                // The end of a packet that was found to be over before is nothing new.
                unmatched += record.last() ? 0 : 1;
                return;
            }
            path = begin(record);
        }
        append(path, record);
        path.kin.note(record);
        Hop hop = record.hop();
        if (hop == Hop.SKB_COPY_DATAGRAM_IOVEC) {
            if (record.tid() != 0) {
                path.reader = record.caller();
            }
            uses.note(path.flow, record);
        } else if (hop == Hop.NETIF_RECEIVE_SKB) {
            path.received = true;
        } else if (hop == Hop.NET_DEV_XMIT) {
            path.sent = true;
        } else if (hop == Hop.SK_DATA_READY && path.protocol == UDP && path.datagram == 0) {
            path.datagram = uses.queueDatagram(path.flow);
        }
        if (record.tid() != 0 && !path.received && hop != Hop.SKB_COPY_DATAGRAM_IOVEC) {
            path.writer = record.caller();
        }
        if (record.last()) {
            end(path, ends.of(path, hop));
        }
    }

    private void drop(HopRecord record) {
        makeRoom();
        Path path = paths.get(record.packet());
        boolean dropped = sink.isDrop(record) && (path == null || Ends.isLoss(path, record));
        if (path == null) {
            if (!dropped) {
                return;
            }
            path = begin(record);
        }
        path.tentative &= !record.confirmed();
        Stage stage = path.lastStage;
        append(path, record);
        path.kin.note(record);
        if (dropped) {
            sink.cause(record, stage, uses.thread(path, record));
            end(path, Outcome.DROPPED);
        } else {
            end(path, Ends.isStray(path, record) ? null : ends.of(path, record.hop()));
        }
    }

    private void cause(HopRecord record) {
        Path path = record.packet() == 0 ? null : paths.get(record.packet());
        if (path != null && record.confirmed()) {
            path.tentative = false;
        }
        long caller = path == null ? uses.thread(record) : uses.thread(path, record);
        sink.cause(record, path == null ? null : path.lastStage, caller);
    }

    /**
     * A verdict ends nothing: where it is against the packet, the drop tells so, before or after
     * it. It waits only where it is not known whether the packet is ours.
     */
    private void verdict(HopRecord record) {
        Path path = paths.get(record.packet());
        if (record.tentative() && (path == null || path.tentative)) {
            if (path != null) {
                path.holdVerdict(record.copy());
            }
        } else {
            cause(record);
        }
    }

    private Path begin(HopRecord record) {
        if (paths.size() >= MAX_PATHS) {
            evict();
        }
        Path path = pool.isEmpty() ? new Path() : pool.remove();
        path.reset(record.packet());
        path.flow = record.flow();
        path.direction = record.direction();
        path.protocol = record.protocol();
        path.tentative = record.tentative();
        path.payload = record.value();
        path.seq = record.seq();
        path.firstTime = record.time();
        path.keepFirst(record);
        paths.put(path.packet, path);
        moving.append(path);
        return path;
    }

    private void append(Path path, HopRecord record) {
        int slot = store.add(record);
        if (record.bare() && path.held > 0) {
            store.copyHeaders(path.slots[path.held - 1], slot);
        }
        path.hold(slot);
        path.hops++;
        Stage stage = record.hop().stage();
        if (stage != Stage.OTHER && record.time() >= path.lastTime) {
            path.lastStage = stage;
        }
        path.firstTime = Math.min(path.firstTime, record.time());
        path.lastTime = Math.max(path.lastTime, record.time());
        path.lastSeen = now;
        if (path.flow == 0) {
            path.flow = record.flow();
        }
        if (path.ended == 0) {
            PathList.take(path);
            moving.append(path);
        }
    }

    /** One buffer with the packet ends; of several, the one that got farthest counts. */
    private void end(Path path, Outcome outcome) {
        if (path.outcome == null || outcome != null && outcome.compareTo(path.outcome) < 0) {
            path.outcome = outcome;
        }
        if (path.ended == 0 && !path.tentative && !path.kin.livesOn()) {
            path.ended = now;
            PathList.take(path);
            ended.add(path);
        }
    }

    /** Completes a path that seemed to be over, unless a copy of the packet has been met since. */
    private void finish(Path path) {
        if (path.kin.livesOn()) {
            path.ended = 0;
            moving.append(path);
        } else {
            complete(path);
        }
    }

    /** To be called before a path is looked up, since it may be the one that has to go. */
    private void makeRoom() {
        while (!store.hasRoom()) {
            evict();
        }
    }

    /** Lets the oldest path go; one that is not known to be ours goes untold. */
    private void evict() {
        Path path = ended.poll();
        if (path == null) {
            path = quiet.first() == null ? moving.first() : quiet.first();
            PathList.take(path);
        }
        if (path.tentative && !decide(path)) {
            discard(path);
        } else {
            complete(path);
        }
    }

    /** A path without news goes, or what is left of it waits in the other list. */
    private void quieten(Path path) {
        if (isDue(path)) {
            release(path);
        } else {
            if (!path.tentative) {
                teller.tellPast(path);
            }
            quiet.append(path);
        }
    }

    private void reviewQuiet() {
        Path path = quiet.first();
        while (path != null) {
            Path next = quiet.after(path);
            if (isDue(path)) {
                PathList.take(path);
                release(path);
            }
            path = next;
        }
    }

    /** Whether nothing more is to be waited for. */
    private boolean isDue(Path path) {
        long age = now - path.lastSeen;
        if (path.tentative && !decide(path)) {
            return age > UNDECIDED;
        }
        return ends.isOver(path) || age > FORGOTTEN;
    }

    private void release(Path path) {
        if (!path.tentative) {
            complete(path);
            return;
        }
        if (path.protocol == UDP) {
            owner.disown(port(path));
        }
        discard(path);
    }

    /** Whether a tentative path has turned out to be ours. */
    private boolean decide(Path path) {
        if (path.protocol == UDP) {
            OptionalLong flow = owner.receiver(store.view(path.slots[0]));
            path.tentative = flow.isEmpty();
            if (path.flow == 0) {
                path.flow = flow.orElse(0);
            }
        }
        return !path.tentative;
    }

    private void complete(Path path) {
        paths.remove(path.packet);
        if (path.outcome == null && !ends.isOver(path)) {
            path.outcome = Ends.unfinished(path);
        }
        teller.tell(path);
        pool.add(path);
    }

    private void discard(Path path) {
        paths.remove(path.packet);
        for (int i = 0; i < path.held; i++) {
            store.free(path.slots[i]);
        }
        path.held = 0;
        pool.add(path);
    }

    private int port(Path path) {
        return store.view(path.slots[0]).destinationPort();
    }
}
