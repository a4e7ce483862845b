package io.mytracer.socket;

import io.mytracer.bpf.CallerSlots;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tells the kernel which Java thread makes a call on a socket, and the caller which bytes of its
 * stream that has moved. So a virtual thread is known by what its carrier does while it runs it.
 *
 * <p>{@link #calling}, {@link #called} and {@link #current} are for the threads that make calls,
 * the others for one thread of the agent.
 */
public final class Callers {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long FORGET_NANOS = 500_000_000L;

    /** A call that had begun before may last so long, if it is no wait for data. */
    private static final long SETTLED_NANOS = 100_000_000L;

    /** OS threads that have ended are looked for once in so many times. */
    private static final int LOOK_EVERY = 4;

    /** Null before {@link #prepare}, or where this JDK has no such thing: nothing is told. */
    private volatile ThreadLocal<Caller> callers;

    private volatile Table table;
    private volatile long since;
    private long nextForget;
    private int forgets;

    private record Table(CallerSlots slots, AtomicReferenceArray<RecentThreads> threads) {}

    /** Has all classes ready, since callers must not wait for them. */
    void prepare() {
        try {
            ThreadLocal<Caller> local = CarrierLocal.create();
            CallerSlots slots = new CallerSlots(Arena.ofAuto().allocate(CallerSlots.BYTES, 8));
            Table table = new Table(slots, new AtomicReferenceArray<>(CallerSlots.COUNT));
            local.set(enter(table));
            local.get().begin(Thread.currentThread());
            local.get().end();
            local.remove();
            since = System.nanoTime();
            callers = local;
        } catch (LinkageError e) {
            callers = null;
        }
    }

    /** Begins to tell. */
    public void begin(CallerSlots slots) {
        since = System.nanoTime();
        table = new Table(slots, new AtomicReferenceArray<>(CallerSlots.COUNT));
    }

    /**
     * Whether each thread that calls by way of the JDK has told so.
     *
     * @param time of the call's end, in ns of {@link System#nanoTime}
     */
    public boolean areAllTold(long time) {
        return callers != null && table != null && time - since > SETTLED_NANOS;
    }

    /** Whether anybody listens. */
    boolean areTelling() {
        return table != null;
    }

    /** Ends to tell; to be called before the slots are unmapped. */
    public void end() {
        table = null;
    }

    /**
     * The current thread is about to make a call on a socket.
     *
     * @return whether {@link #called} is to follow
     */
    boolean calling() {
        Table now = table;
        ThreadLocal<Caller> local = callers;
        if (now == null || local == null) {
            return false;
        }
        Caller caller = local.get();
        if (caller == null || !caller.uses(now.slots)) {
            caller = enter(now);
            local.set(caller);
        }
        Thread thread = Thread.currentThread();
        caller.begin(thread);
        return thread.isVirtual();
    }

    private static Caller enter(Table table) {
        int slot = table.slots.claim(SocketCalls.threadId());
        RecentThreads threads = null;
        if (slot != CallerSlots.NONE) {
            threads = table.threads.get(slot);
            if (threads == null) {
                threads = new RecentThreads();
                table.threads.set(slot, threads);
            }
        }
        return new Caller(table.slots, slot, threads);
    }

    /** The call has ended. A platform thread is all that its OS thread ever runs. */
    void called() {
        Caller caller = Thread.currentThread().isVirtual() ? current() : null;
        if (caller != null) {
            caller.end();
        }
    }

    /** Returns the current OS thread, in a call that {@link #calling} began; or null. */
    Caller current() {
        Table now = table;
        ThreadLocal<Caller> local = callers;
        if (now == null || local == null) {
            return null;
        }
        Caller caller = local.get();
        return caller != null && caller.uses(now.slots) ? caller : null;
    }

    /**
     * Returns a Java thread that has made a call within the last half second.
     *
     * @param tid of the OS thread that ran it
     * @param id lower half of its {@link Thread#threadId}
     * @return null where it is not known
     */
    public Thread thread(int tid, int id) {
        Table now = table;
        int slot = now == null ? CallerSlots.NONE : now.slots.find(tid);
        RecentThreads threads = slot == CallerSlots.NONE ? null : now.threads.get(slot);
        return threads == null ? null : threads.find(id);
    }

    /** Lets go of threads that have made no call for a while; to be called some times a second. */
    public void tick() {
        Table now = table;
        long time = System.nanoTime();
        if (now == null || time - nextForget < 0) {
            return;
        }
        nextForget = time + FORGET_NANOS;
        boolean looks = ++forgets % LOOK_EVERY == 0;
        for (int slot = 0; slot < CallerSlots.COUNT; slot++) {
            RecentThreads threads = now.threads.get(slot);
            if (threads == null) {
                continue;
            }
            threads.forget();
            int tid = now.slots.tid(slot);
            if (looks && tid != 0 && !Files.exists(TASKS.resolve(Integer.toString(tid)))) {
                now.slots.free(slot);
            }
        }
    }
}
