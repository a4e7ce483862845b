package io.mytracer.agent;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.QueueRecord;
import io.mytracer.bpf.RecordSink;
import io.mytracer.bpf.StackMode;
import io.mytracer.bpf.TracerCounters;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.emit.EventEmitter;
import io.mytracer.emit.HopLatencies;
import io.mytracer.emit.PacketThreads;
import io.mytracer.emit.QueueWatch;
import io.mytracer.events.AcceptedSetting;
import io.mytracer.events.StackSetting;
import io.mytracer.packet.PacketOwner;
import io.mytracer.packet.PacketPaths;
import io.mytracer.socket.Acceptors;
import io.mytracer.socket.Callers;
import io.mytracer.socket.Readers;
import io.mytracer.socket.SocketThreads;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The time from attaching to detaching: drains the kernel's records, joins them to paths and writes
 * events.
 *
 * <p>{@link #round} and {@link #close} belong to one thread; {@link #settle} and {@link #counters}
 * may be called by any.
 */
public final class Session implements PacketOwner, RecordSink {
    private static final int BRIEF_MILLIS = 1;
    private static final int BUSY_MILLIS = 5;
    private static final int IDLE_MILLIS = 50;
    private static final int IDLE_ROUNDS = 20;
    private static final long CHORES_NANOS = 100_000_000L;
    private static final long QUEUES_NANOS = 250_000_000L;

    /** To look for queues that do not move takes 1 % of the time at most. */
    private static final int QUEUES_SHARE = 100;

    private static final long JUST_NOW_NANOS = 5_000_000L;
    private static final int MOST_NATIVE_SOCKETS = 10_000;
    private static final Duration SETTLE_TIME = Duration.ofSeconds(2);

    // Fair: the draining thread takes it again at once, and JFR's threads wait for it.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final PacketTracer tracer;
    private final EventEmitter emitter;
    private final PacketPaths paths;
    private final Callers callers;
    private final Acceptors acceptors;
    private final Readers readers;
    private final QueueWatch queues;
    private final HopLatencies latencies = new HopLatencies();
    private final Windows windows;
    private final StackMode stacks;
    private volatile Following following;
    private final Set<Long> nativeSockets = ConcurrentHashMap.newKeySet();
    private final LossReport losses = new LossReport();
    private long nextChores;
    private long nextQueues;
    private volatile long settledAt = System.nanoTime() - JUST_NOW_NANOS;
    private int emptyRounds;
    private boolean closed;

    /**
     * Attaches.
     *
     * @param told which hops are events
     * @param packetThreads threads by what the kernel tells of them
     * @param threads which use sockets
     * @param following what recordings want of packets
     * @throws io.mytracer.bpf.ffm.BpfException if the kernel refuses
     */
    public Session(
            TracerSettings settings,
            Predicate<HopRecord> told,
            KernelSymbols symbols,
            PacketThreads packetThreads,
            SocketThreads threads,
            Following following) {
        // Held, so that it is read once: to attach takes it, too.
        Btf kernel = Btf.vmlinux();
        tracer = PacketTracer.open(settings);
        emitter =
                new EventEmitter(
                        symbols,
                        new ReasonNames(kernel),
                        packetThreads,
                        threads.closes()::take,
                        tracer::function,
                        tracer::backend);
        paths = new PacketPaths(emitter, this, told);
        callers = threads.callers();
        acceptors = threads.acceptors();
        readers = threads.readers();
        queues = new QueueWatch(this::reader, System::nanoTime);
        stacks = settings.stacks();
        callers.begin(tracer.callers());
        emitter.start();
        windows =
                new Windows(
                        new FollowedPackets(tracer),
                        Runtime.getRuntime().availableProcessors(),
                        System::nanoTime);
        try {
            want(following);
            while (following.any() && !windows.isOpen()) {
                windows.tick();
            }
        } catch (RuntimeException | Error e) {
            tracer.close();
            throw e;
        }
    }

    /** Says what recordings want of packets from now on. */
    void want(Following wanted) {
        following = wanted;
        tracer.following(wanted.hops(), wanted.times());
        windows.want(wanted);
    }

    /** Returns what recordings want of packets. Thread-safe. */
    Following following() {
        return following;
    }

    /** Returns when packets are followed, and at what cost; two methods of it are thread-safe. */
    Windows windows() {
        return windows;
    }

    /** Waits for a few milliseconds, less if the ring fills, and takes what has come. */
    public void round() {
        tracer.await(patience());
        lock.lock();
        try {
            emptyRounds = drain() == 0 ? emptyRounds + 1 : 0;
        } finally {
            lock.unlock();
        }
        // Not while others wait: to attach takes time.
        windows.tick();
    }

    private int patience() {
        if (windows.isBrief()) {
            return BRIEF_MILLIS;
        }
        return emptyRounds > IDLE_ROUNDS ? IDLE_MILLIS : BUSY_MILLIS;
    }

    /**
     * Writes all that is known up to now, because a chunk of the recording ends.
     *
     * @return false if that could not be done within two seconds
     * @throws IllegalStateException if it failed
     */
    boolean settle() {
        // JFR asks once for each kind of event.
        if (System.nanoTime() - settledAt <= JUST_NOW_NANOS) {
            return true;
        }
        try {
            Settling settling = new Settling(this);
            settling.start();
            boolean ended = settling.join(SETTLE_TIME);
            if (settling.failure != null) {
                throw new IllegalStateException(settling.failure);
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void settleNow() {
        lock.lock();
        try {
            if (!closed) {
                int ignored = drain();
                paths.settle(System.nanoTime());
                reportLoss(System.nanoTime());
                readLatencies();
                settledAt = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A thread that ends when all is written: the stack trace of an event ends with the frames of
     * the thread that commits it, and a chunk may end in one of the application's.
     */
    private static final class Settling extends Thread {
        private final Session session;
        private volatile Throwable failure;

        Settling(Session session) {
            super(null, null, "mytracer-settle", 0, false);
            this.session = session;
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try {
                session.settleNow();
            } catch (Throwable t) { // told by who waits
                failure = t;
            }
        }
    }

    /** Lets the kernel send nothing more. Never waits for the draining thread. */
    void silence() {
        tracer.silence();
    }

    /** Detaches; what the kernel has sent up to then is still taken. */
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            tracer.silence();
            int ignored = drain();
            paths.settle(System.nanoTime());
            reportLoss(System.nanoTime());
            readLatencies();
            closed = true;
        } finally {
            lock.unlock();
        }
        callers.end();
        windows.end();
        // To detach may take seconds, and whoever settles now need not wait.
        tracer.close();
    }

    public PacketTracer tracer() {
        return tracer;
    }

    /** Returns what has been counted, or null once closed. Never waits: JFR's threads call it. */
    public TracerCounters counters() {
        try {
            return tracer.counters();
        } catch (IllegalStateException e) {
            return null;
        }
    }

    int openPaths() {
        return paths.open();
    }

    /**
     * Returns a time of {@link System#nanoTime} up to which all is told, but for the last hops of
     * packets that rest. Thread-safe; looks at all packets that move.
     */
    public long toldUntil() {
        lock.lock();
        try {
            return paths.toldUntil();
        } finally {
            lock.unlock();
        }
    }

    long clockError() {
        return emitter.clockError();
    }

    /** Returns how many sockets native code uses, which the JDK does not know of. */
    int nativeSockets() {
        return nativeSockets.size();
    }

    @Override
    public void accept(HopRecord record) {
        if (record.hop() == Hop.SOCK_SEND_LENGTH
                && record.isOfNoJavaThread()
                && callers.areAllTold(record.time())
                && nativeSockets.size() < MOST_NATIVE_SOCKETS) {
            nativeSockets.add(record.flow());
        }
        paths.accept(record);
    }

    @Override
    public OptionalLong receiver(HopRecord record) {
        return tracer.receiver(record);
    }

    @Override
    public void disown(int port) {
        tracer.disown(port);
    }

    private int drain() {
        long now = System.nanoTime();
        paths.begin(now);
        int taken = tracer.drain(this);
        paths.tick(now);
        if (now - nextChores >= 0) {
            nextChores = now + CHORES_NANOS;
            tracer.tick();
            tracer.refusalsOnly(!AcceptedSetting.isWanted());
            tracer.stacks(wantedStacks());
            emitter.tick();
            callers.tick();
            if (queues.isWanted() && now - nextQueues >= 0) {
                lookAtQueues(false);
            }
            if (losses.isDue(now)) {
                reportLoss(now);
            }
        }
        return taken;
    }

    /** As recordings say, else as the option. */
    private StackMode wantedStacks() {
        String wanted = StackSetting.wanted();
        return wanted.isEmpty() ? stacks : StackMode.of(wanted).orElse(stacks);
    }

    /** Writes what waits at all sockets. To be called by JFR's periodic thread. */
    void tellQueues() {
        lock.lock();
        try {
            if (!closed) {
                lookAtQueues(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes how long packets were in each stage. To be called by JFR's periodic thread. */
    void tellLatencies() {
        lock.lock();
        try {
            if (!closed) {
                readLatencies();
            }
        } finally {
            lock.unlock();
        }
    }

    private void readLatencies() {
        if (latencies.isWanted()) {
            latencies.begin(windows.followed());
            tracer.stageTimes(latencies);
        }
    }

    private void lookAtQueues(boolean all) {
        long begin = System.nanoTime();
        queues.begin(all);
        tracer.queues(queues);
        queues.end();
        long end = System.nanoTime();
        nextQueues = end + Math.max(QUEUES_NANOS, QUEUES_SHARE * (end - begin));
    }

    /** The thread that is to fetch what waits at a socket, null where it is not known. */
    private Thread reader(QueueRecord record) {
        if (record.isListener()) {
            return acceptors.last(record.localPort());
        }
        Thread told = emitter.thread(paths.reader(record.flow()));
        return told == null ? readers.of(record.fd()) : told;
    }

    private void reportLoss(long now) {
        losses.write(now, tracer.counters(), paths.unmatched());
    }
}
