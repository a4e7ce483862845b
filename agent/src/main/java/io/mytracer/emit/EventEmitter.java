package io.mytracer.emit;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.packet.Path;
import io.mytracer.packet.PathSink;

import java.util.List;
import java.util.function.Function;

/**
 * Writes what happened to packets as JFR events, each at its kernel time and on the lane of its
 * Java thread. Event objects are used again, so that the drain path allocates nothing.
 *
 * <p>Not thread-safe.
 */
public final class EventEmitter implements PathSink {
    private static final EventTime HOP_TIME = EventTime.of(SkbHop.class);
    private static final EventTime PATH_TIME = EventTime.of(PacketPath.class);

    private final SkbHop hop = new SkbHop();
    private final PacketPath packetPath = new PacketPath();

    private final JfrClock clock =
            new JfrClock(
                    List.of(
                            new JfrClock.Source(SkbHop::new, HOP_TIME),
                            new JfrClock.Source(NetfilterVerdict::new, VerdictEvents.TIME),
                            new JfrClock.Source(KernelDrop::new, CauseEvents.DROP_TIME),
                            new JfrClock.Source(TcpReset::new, CauseEvents.RESET_TIME),
                            new JfrClock.Source(TcpRetransmit::new, CauseEvents.RETRANSMIT_TIME),
                            new JfrClock.Source(PacketPath::new, PATH_TIME)));
    private final PacketThreads threads;
    private final Names names = new Names();
    private final KernelFrames frames = new KernelFrames();
    private final KernelStacks stacks;
    private final PacketFields fields;
    private final CauseEvents causes;
    private final VerdictEvents verdicts;
    private final Function<HopRecord, String> functions;
    private final Function<Hop, Backend> backends;

    /**
     * Writes events of one tracer.
     *
     * @param threads whose packets are told
     * @param closing Java stacks of calls that reset a connection
     * @param functions the kernel's name of the place that a record is of
     * @param backends how a place is watched
     */
    public EventEmitter(
            KernelSymbols symbols,
            ReasonNames reasons,
            PacketThreads threads,
            ClosingStacks closing,
            Function<HopRecord, String> functions,
            Function<Hop, Backend> backends) {
        this.threads = threads;
        this.stacks = new KernelStacks(symbols);
        this.fields = new PacketFields(threads, names);
        this.causes = new CauseEvents(clock, fields, stacks, frames, reasons, closing);
        this.verdicts = new VerdictEvents(clock, fields, stacks, frames);
        this.functions = functions;
        this.backends = backends;
    }

    /** Returns why events cannot carry kernel time on this JVM; null if they can. */
    public static String problem() {
        return HOP_TIME.problem();
    }

    /** Measures the clocks against each other for the first time; takes some milliseconds. */
    public void start() {
        clock.start();
    }

    /** Measures the clocks again if a second has passed. */
    public void tick() {
        clock.calibrate();
        threads.forget();
    }

    /** Returns how exact kernel times are in the recording, in ns. */
    public long clockError() {
        return clock.error();
    }

    /**
     * Returns the Java thread that has made a call, however long ago.
     *
     * @param caller as {@code HopRecord.caller()} tells it, 0 for none
     * @return null where it is not known
     */
    public Thread thread(long caller) {
        return threads.of(caller);
    }

    @Override
    public void met(long caller) {
        threads.meet(caller);
    }

    @Override
    public void hop(HopRecord record, Stage stage, long nanos, long caller) {
        if (!hop.isEnabled() || !clock.valid()) {
            return;
        }
        fields.fill(hop, record, caller);
        hop.stage = stage.name();
        hop.function = functions.apply(record);
        hop.backend = exception(backends.apply(record.hop()));
        hop.destinationMac = names.mac(record);
        KernelStack stack = stacks.of(record);
        hop.kernelStack = stack.text();
        HOP_TIME.set(hop, clock.ticks(record.time()), clock.duration(nanos));
        frames.commit(hop, stack);
    }

    /** Returns how a place is watched where its name does not tell; each would take 8 bytes. */
    private static String exception(Backend backend) {
        return backend == Backend.KPROBE || backend == Backend.KPROBE_MULTI
                ? backend.words()
                : null;
    }

    @Override
    public void path(Path path, HopRecord last, long caller) {
        if (!packetPath.isEnabled() || !clock.valid()) {
            return;
        }
        fields.fill(packetPath, last, caller);
        boolean out = last.direction() == HopRecord.OUT;
        HopRecord near = out ? path.first() : last;
        HopRecord far = out ? last : path.first();
        fields.fillHeaders(packetPath, near);
        packetPath.farSide = Names.haveSameEnds(near, far) ? null : names.ends(far);
        packetPath.origin = path.origin();
        packetPath.mergedInto = path.mergedInto();
        packetPath.outcome = path.outcome().name();
        packetPath.hops = path.hops();
        Stage slowest = path.slowestStage();
        packetPath.slowestStage = slowest == null ? null : slowest.name();
        packetPath.slowestStageTime = path.time(slowest);
        PATH_TIME.set(packetPath, clock.ticks(path.firstTime()), clock.duration(path.duration()));
        packetPath.commit();
    }

    @Override
    public void cause(HopRecord record, Stage stage, long caller) {
        if (!clock.valid()) {
            return;
        }
        switch (record.kind()) {
            case HopRecord.DROP -> causes.drop(record, stage, caller);
            case HopRecord.RESET_SENT -> causes.resetSent(record, caller);
            case HopRecord.RESET_RECEIVED -> causes.resetReceived(record, caller);
            case HopRecord.RETRANSMIT -> causes.retransmit(record, caller);
            case HopRecord.VERDICT -> verdicts.verdict(record, caller);
            default -> {}
        }
    }

    @Override
    public boolean isDrop(HopRecord record) {
        return causes.isDrop(record);
    }
}
