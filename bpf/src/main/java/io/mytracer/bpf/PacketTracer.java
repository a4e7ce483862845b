package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfMap;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.ffm.RecordHandler;
import io.mytracer.bpf.ffm.RingBuffer;
import io.mytracer.bpf.ffm.RunTimes;
import io.mytracer.bpf.kernel.KernelVariable;
import io.mytracer.filter.AddressBlock;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Follows the packets of this JVM's sockets through the kernel, from {@link #attach} to {@link
 * #close}.
 *
 * <p>One thread drains: {@link #await}, {@link #drain}, {@link #tick}, {@link #receiver}, {@link
 * #queues} and {@link #close} are to be called by one thread at a time. {@link #counters} may be
 * called by any.
 */
public final class PacketTracer implements AutoCloseable {
    /** The consumer gives room back to the kernel after so many bytes. */
    private static final int BATCH_BYTES = 64 << 10;

    /** As many packets as there are. */
    public static final int UNLIMITED = SharedState.UNLIMITED;

    /** A module may be loaded at any time: the first rule of a firewall brings several. */
    private static final long MODULES_NANOS = 2_000_000_000L;

    /** include/linux/proc_ns.h: PROC_PID_INIT_INO. */
    private static final long INITIAL_PID_NAMESPACE = 0xEFFFFFFCL;

    private final Arena arena = Arena.ofShared();
    private final HopRecord record = new HopRecord();
    private final Programs programs;
    private final SharedState shared;
    private final RingBuffer ring;
    private final CallerSlots callers;
    private final OwnFlows flows;
    private final StageTimes times;
    private final NativeLibrary library;
    private final BpfLink queues;
    private final QueueRecord queue = new QueueRecord();
    // In a field, so that a drain allocates nothing.
    private final RecordHandler handler = new Delivery();
    private RecordSink sink;
    private long nextModules;
    private int modulesSeen;
    private boolean rulesCounted;
    private boolean attached;
    private boolean closed;
    private final AtomicLong received = new AtomicLong();

    private PacketTracer(TracerSettings settings, Programs programs) {
        this.programs = programs;
        library = settings.library();
        BpfObject object = programs.load(each -> configure(each, settings));
        shared = new SharedState(object.globals(".bss"));
        enterHosts(object, settings.filter());
        LocalAddresses addresses = new LocalAddresses(object.map("local_addresses"), arena);
        addresses.refresh();
        ring = new RingBuffer(object.mapFd("ring"), settings.ringBytes());
        try {
            callers = new CallerSlots(object.map("callers").mapped(CallerSlots.BYTES, arena));
            Scope scope = settings.scope();
            BpfLink iterator = object.attachIterator(Programs.ITERATOR, scope.process());
            times = new StageTimes(object.map("stage_times"), arena);
            flows = new OwnFlows(object.map("flows"), iterator, shared, addresses, arena);
            queues = programs.attachQueues(scope.process());

            // New connections first, then those that are open: none falls in between.
            programs.attachSupport();
            if (!scope.isEverybody()) {
                flows.iterate(System.nanoTime());
            }
            programs.attachCauses();
            lookForModules(System.nanoTime());
        } catch (RuntimeException | Error e) {
            ring.close();
            arena.close();
            throw e;
        }
    }

    /**
     * As {@link #open}, and follows all packets from the beginning.
     *
     * @throws io.mytracer.bpf.ffm.BpfException if the kernel refuses
     * @throws IllegalStateException if the kernel has no BTF, or refuses the backend asked for
     */
    public static PacketTracer attach(TracerSettings settings) {
        PacketTracer tracer = open(settings);
        try {
            tracer.following(true, false);
            boolean ignored = tracer.attachHops(Long.MAX_VALUE);
            tracer.follow(UNLIMITED);
            return tracer;
        } catch (RuntimeException | Error e) {
            tracer.close();
            throw e;
        }
    }

    /**
     * Loads the programs, enters the sockets that are open, and attaches what tells of drops,
     * resets, retransmits and refusals. No packet is followed.
     *
     * @throws io.mytracer.bpf.ffm.BpfException if the kernel refuses
     * @throws IllegalStateException if the kernel has no BTF, or refuses the backend asked for
     */
    public static PacketTracer open(TracerSettings settings) {
        Programs programs =
                new Programs(
                        settings.library(),
                        settings.backend(),
                        settings.hops(),
                        settings.progress());
        try {
            return new PacketTracer(settings, programs);
        } catch (RuntimeException | Error e) {
            programs.close();
            throw e;
        }
    }

    /**
     * Attaches what packets are followed by, as much of it as there is time for, since records come
     * all the while. A place takes the kernel 0.2 ms, and more where it changes its code.
     *
     * @param nanos of {@link System#nanoTime} after which nothing more is attached
     * @return whether all is attached
     */
    public boolean attachHops(long nanos) {
        attached = programs.attachHops(nanos);
        shared.softirqsSeen(attached);
        return attached;
    }

    /**
     * Detaches what {@link #attachHops} has attached, as much of it as there is time for. To be
     * called after {@link #followNoMore}, when packets that are on their way have had time to end.
     *
     * @param nanos of {@link System#nanoTime} after which nothing more is detached
     * @return whether all is detached
     */
    public boolean detachHops(long nanos) {
        attached = false;
        shared.softirqsSeen(false);
        return programs.detachHops(nanos);
    }

    /**
     * Chooses what is done with packets that are followed. Takes effect at once.
     *
     * @param hops whether a record tells each hop
     * @param times whether {@link #stageTimes} counts how long they take
     */
    public void following(boolean hops, boolean times) {
        shared.following(
                (hops ? SharedState.TELL_HOPS : 0) | (times ? SharedState.COUNT_TIMES : 0));
    }

    /**
     * Follows the packets that come from now on, and none that has been followed before. To be
     * called when all is attached, so that each is followed from its beginning.
     *
     * @param packets how many at most; {@link #UNLIMITED}
     */
    public void follow(int packets) {
        shared.nextWindow();
        shared.followable(packets);
    }

    /**
     * Changes how many more packets may be followed.
     *
     * @param packets how many at most; {@link #UNLIMITED}
     */
    public void followable(int packets) {
        shared.followable(packets);
    }

    /** Follows those packets to their end that are on their way, and no others. */
    public void followNoMore() {
        shared.followable(0);
    }

    /** Whether more packets may be followed. */
    public boolean followsMore() {
        return shared.followable() > 0;
    }

    /**
     * Reads how long packets were in each stage, as far as {@link #following} has had that counted.
     *
     * @throws io.mytracer.bpf.ffm.BpfException if the kernel does not let that be read
     */
    public void stageTimes(StageTimesSink sink) {
        times.read(sink);
    }

    /**
     * Has the kernel count how long programs run, until the result is closed.
     *
     * @throws io.mytracer.bpf.ffm.BpfException without CAP_SYS_ADMIN
     */
    public RunTimes countRunTime() {
        return RunTimes.count(library);
    }

    /**
     * Returns when the last packet began that {@link #follow} or {@link #followable} allowed, if no
     * more may be followed.
     *
     * @return a time of {@link System#nanoTime}
     */
    public long ranOut() {
        return shared.ranOut();
    }

    /** Returns how long all programs have run, in ns, while {@link #countRunTime} was open. */
    public long runTime() {
        return programs.runTime();
    }

    /** Returns where threads say who they are; usable until this is closed. */
    public CallerSlots callers() {
        return callers;
    }

    /** Returns the places that are watched, by the kernel's names. */
    public List<String> hops() {
        return programs.watched();
    }

    /** Returns the places that cannot be watched here, with the reason. */
    public List<MissingHop> missing() {
        return programs.missing();
    }

    /** Returns how many functions are watched beside the places of the hop table. */
    public int otherFunctions() {
        return programs.otherFunctions();
    }

    /** Returns how a place is watched; null if it is not. */
    public Backend backend(Hop hop) {
        return programs.backend(hop);
    }

    /** Returns the kernel's name of the place that a record is of. */
    public String function(HopRecord record) {
        return record.hop() == Hop.FUNCTION_WITH_SKB
                ? programs.otherFunction(record.value())
                : record.hop().function();
    }

    /** Returns all backends in use, best first, separated by commas. */
    public String backends() {
        return programs.used().stream().map(Backend::words).collect(Collectors.joining(", "));
    }

    /**
     * Waits until the ring is more than half full.
     *
     * @param millis how long at most; the usual end of waiting, since single records wake nobody
     */
    public void await(int millis) {
        boolean ignored = ring.await(millis);
    }

    /**
     * Hands over all records that are complete.
     *
     * @return how many
     */
    public int drain(RecordSink to) {
        sink = to;
        return ring.drain(handler, BATCH_BYTES);
    }

    /** Does what is due besides; to be called some times a second. */
    public void tick() {
        long now = System.nanoTime();
        flows.tick(now, shared.counter(SharedState.RING_FULL));
        if (now - nextModules >= 0 || shared.modulesLoaded() != modulesSeen) {
            lookForModules(now);
        }
    }

    /**
     * Reads what is queued at this JVM's sockets at present.
     *
     * @param to gets each socket, one with several descriptors as often
     * @throws io.mytracer.bpf.ffm.BpfException if the kernel does not let that be read
     */
    public void queues(Consumer<QueueRecord> to) {
        if (queues != null) {
            long ignored =
                    queues.readIterator(
                            QueueRecord.SIZE,
                            (data, offset, length) -> to.accept(queue.at(data, offset)));
        }
    }

    /** Leaves verdicts that let a packet go on out, or lets them in again. Takes effect at once. */
    public void refusalsOnly(boolean only) {
        shared.refusalsOnly(only);
    }

    /** Chooses what is told with its kernel stack. Takes effect at once. */
    public void stacks(StackMode mode) {
        shared.stacks(mode);
    }

    /** Attaches to what new modules have, and tells the programs whether they know of all. */
    private void lookForModules(long now) {
        nextModules = now + MODULES_NANOS;
        int loaded = shared.modulesLoaded();
        if (!programs.attachNew(attached)) {
            modulesSeen = loaded;
            shared.modulesKnown(programs.seesAllVerdicts() ? loaded : loaded - 1);
        }
        countRules();
    }

    /** Lets the programs read the counters of iptables' rules, once there are any. */
    private void countRules() {
        if (!rulesCounted && Filters.areCounted(programs.watched())) {
            rulesCounted = true;
            shared.perCpuOffsets(KernelVariable.address("__per_cpu_offset"));
        }
    }

    /**
     * Returns the cookie of the socket of this JVM that a {@linkplain HopRecord#tentative
     * tentative} UDP packet comes to. Where none is known, the JVM's sockets are looked through
     * within about a second.
     *
     * @return 0 if the socket has not got one yet, empty if none is known
     */
    public OptionalLong receiver(HopRecord record) {
        OptionalLong cookie = flows.receiver(record);
        if (cookie.isEmpty()) {
            flows.wantIteration();
        }
        return cookie;
    }

    /** Leaves out UDP packets to a port for some seconds, since it is somebody else's. */
    public void disown(int port) {
        shared.foreignUdp(port);
    }

    /** Returns how many packets have been followed up to now. */
    public long packets() {
        return shared.counter(SharedState.PACKETS);
    }

    /** Returns what has been counted up to now. */
    public TracerCounters counters() {
        // Read first what is counted last, so that lost never exceeds produced.
        long ringFull = shared.counter(SharedState.RING_FULL);
        long taken = received.get();
        return new TracerCounters(
                shared.counter(SharedState.PRODUCED),
                taken,
                ringFull,
                shared.counter(SharedState.MAP_FULL),
                shared.counter(SharedState.STACK_LOST),
                programs.recursion(),
                shared.counter(SharedState.PACKETS),
                shared.counter(SharedState.FLOWS_ADDED)
                        - shared.counter(SharedState.FLOWS_REMOVED)
                        - flows.removed());
    }

    /** Detaches all programs; once. Records that are still in the ring can be drained no more. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ring.close();
        programs.close();
        arena.close();
    }

    /**
     * Lets the programs send nothing more; what they have sent can still be drained. Takes no time,
     * while to detach a program takes the kernel 10 ms and more.
     */
    public void silence() {
        shared.off();
    }

    private static void configure(BpfObject object, TracerSettings settings) {
        object.maxEntries("flows", settings.flows());
        object.maxEntries("ring", settings.ringBytes());
        SharedState initial = new SharedState(object.initialValue(".bss"));
        initial.ringBytes(settings.ringBytes());
        initial.modulesKnown(-1);
        initial.filter(settings.filter());
        initial.stages();
        initial.stacks(settings.stacks());
        boolean initialNamespace = enterPidNamespace(initial);
        Scope scope = settings.scope();
        if (scope.isEverybody()) {
            object.initialValue(".rodata.scope").set(ValueLayout.JAVA_INT, 0, 1);
        } else if (!scope.isOwn()) {
            if (!initialNamespace) {
                throw new IllegalStateException(
                        "the sockets of another process can be followed from the initial PID"
                                + " namespace only: run this on the host, or with hostPID");
            }
            initial.ownTgid(scope.process());
        }
    }

    private void enterHosts(BpfObject object, PacketFilter filter) {
        BpfMap hosts = object.map("named_hosts");
        MemorySegment key = arena.allocate(20, 4);
        MemorySegment value = arena.allocate(1);
        for (AddressBlock block : filter.hosts()) {
            key.set(ValueLayout.JAVA_INT, 0, block.prefixLength());
            MemorySegment.copy(block.address(), 0, key, ValueLayout.JAVA_BYTE, 4, 16);
            hosts.update(key, value, 0);
        }
    }

    /**
     * In a container the kernel's thread ids are not those that the JVM sees.
     *
     * @return whether they are
     */
    private static boolean enterPidNamespace(SharedState shared) {
        try {
            Path namespace = Path.of("/proc/self/ns/pid");
            long inode = ((Number) Files.getAttribute(namespace, "unix:ino")).longValue();
            if (inode != INITIAL_PID_NAMESPACE) {
                long device = ((Number) Files.getAttribute(namespace, "unix:dev")).longValue();
                shared.pidNamespace(device, inode);
            }
            return inode == INITIAL_PID_NAMESPACE;
        } catch (IOException | UnsupportedOperationException e) {
            return true; // Without /proc the ids are taken as they are.
        }
    }

    /** Has a name, unlike a lambda, by which it can be left out of JFR's stack traces. */
    private final class Delivery implements RecordHandler {
        @Override
        public void record(MemorySegment data, long offset, int length) {
            received.setPlain(received.getPlain() + 1);
            record.at(data, offset, length);
            if (record.kind() == HopRecord.FLOW_OPENED || record.kind() == HopRecord.FLOW_ENDED) {
                flows.note(record, System.nanoTime());
            }
            sink.accept(record);
        }
    }
}
