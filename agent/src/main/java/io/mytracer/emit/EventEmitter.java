package io.mytracer.emit;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.bpf.VerdictView;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.PacketType;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpFlags;
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
    private static final EventTime VERDICT_TIME = EventTime.of(NetfilterVerdict.class);
    private static final EventTime DROP_TIME = EventTime.of(KernelDrop.class);
    private static final EventTime RESET_TIME = EventTime.of(TcpReset.class);
    private static final EventTime RETRANSMIT_TIME = EventTime.of(TcpRetransmit.class);
    private static final EventTime PATH_TIME = EventTime.of(PacketPath.class);

    private static final int TCP = 6;
    private static final int UDP = 17;

    /** include/net/tcp.h, enum tcp_ca_state. */
    private static final int CA_RECOVERY = 3;

    private static final int CA_LOSS = 4;

    private final SkbHop hop = new SkbHop();
    private final NetfilterVerdict verdict = new NetfilterVerdict();
    private final KernelDrop drop = new KernelDrop();
    private final TcpReset reset = new TcpReset();
    private final TcpRetransmit retransmit = new TcpRetransmit();
    private final PacketPath packetPath = new PacketPath();

    private final JfrClock clock =
            new JfrClock(
                    List.of(
                            new JfrClock.Source(SkbHop::new, HOP_TIME),
                            new JfrClock.Source(NetfilterVerdict::new, VERDICT_TIME),
                            new JfrClock.Source(KernelDrop::new, DROP_TIME),
                            new JfrClock.Source(TcpReset::new, RESET_TIME),
                            new JfrClock.Source(TcpRetransmit::new, RETRANSMIT_TIME),
                            new JfrClock.Source(PacketPath::new, PATH_TIME)));
    private final JavaThreads threads;
    private final Names names = new Names();
    private final KernelStacks stacks;
    private final ReasonNames reasons;
    private final Function<Hop, Backend> backends;

    /**
     * Writes events of one tracer.
     *
     * @param ids OS thread ids of Java threads; null where they cannot be had
     * @param backends how a place is watched
     */
    public EventEmitter(
            KernelSymbols symbols,
            ReasonNames reasons,
            ThreadIds ids,
            Function<Hop, Backend> backends) {
        this.threads = new JavaThreads(ids);
        this.stacks = new KernelStacks(symbols);
        this.reasons = reasons;
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
        threads.forgetDead();
    }

    /** Returns how exact kernel times are in the recording, in ns. */
    public long clockError() {
        return clock.error();
    }

    @Override
    public void met(int tid) {
        threads.meet(tid);
    }

    @Override
    public void hop(HopRecord record, long nanos, int tid) {
        if (!hop.isEnabled() || !clock.valid()) {
            return;
        }
        fill(hop, record, tid);
        Hop place = record.hop();
        hop.stage = place.stage().name();
        hop.function = place.function();
        Backend backend = backends.apply(place);
        hop.backend = backend == null ? null : backend.words();
        hop.destinationMac = names.mac(record);
        hop.packetType = record.packet() == 0 ? null : PacketType.text(record.packetType());
        HOP_TIME.set(hop, clock.ticks(record.time()), clock.duration(nanos));
        hop.commit();
    }

    @Override
    public void path(Path path, HopRecord last, int tid) {
        if (!packetPath.isEnabled() || !clock.valid()) {
            return;
        }
        fill(packetPath, last, tid);
        packetPath.outcome = path.outcome().name();
        packetPath.hops = path.hops();
        Stage slowest = path.slowestStage();
        packetPath.slowestStage = slowest == null ? null : slowest.name();
        packetPath.slowestStageTime = path.time(slowest);
        PATH_TIME.set(packetPath, clock.ticks(path.firstTime()), clock.duration(path.duration()));
        packetPath.commit();
    }

    @Override
    public void cause(HopRecord record, Stage stage, int tid) {
        if (!clock.valid()) {
            return;
        }
        switch (record.kind()) {
            case HopRecord.DROP -> drop(record, stage, tid);
            case HopRecord.RESET_SENT, HopRecord.RESET_RECEIVED -> reset(record, tid);
            case HopRecord.RETRANSMIT -> retransmit(record, tid);
            case HopRecord.VERDICT -> verdict(record, tid);
            default -> {}
        }
    }

    /**
     * A reset that has been received is freed as a drop, and so is a FIN that waits in the receive
     * queue when the socket goes (tcp_rcv_state_process() and inet_sock_destruct() of Linux 6.18).
     */
    @Override
    public boolean isDrop(HopRecord record) {
        if (!record.hasReason()) {
            return true;
        }
        String reason = reasons.dropReason(record.reason());
        return !("TCP_RESET".equals(reason) || "QUEUE_PURGE".equals(reason) && record.value() == 0);
    }

    private void drop(HopRecord record, Stage stage, int tid) {
        if (!drop.isEnabled()) {
            return;
        }
        fill(drop, record, tid);
        drop.reason = record.hasReason() ? reasons.dropReason(record.reason()) : null;
        drop.reasonDerived = false;
        drop.location = stacks.location(record);
        drop.stage = stage == null ? null : stage.name();
        drop.kernelStack = stacks.text(record);
        DROP_TIME.set(drop, clock.ticks(record.time()), 1);
        drop.commit();
    }

    private void reset(HopRecord record, int tid) {
        if (!reset.isEnabled()) {
            return;
        }
        fill(reset, record, tid);
        boolean sent = record.kind() == HopRecord.RESET_SENT;
        reset.sent = sent;
        reset.reason = sent && record.hasReason() ? reasons.resetReason(record.reason()) : null;
        reset.reasonDerived = false;
        reset.state = TcpStates.name(record.state());
        reset.cause = sent ? ResetCauses.sent(reset.reason) : ResetCauses.received(record.state());
        reset.kernelStack = stacks.text(record);
        RESET_TIME.set(reset, clock.ticks(record.time()), 1);
        reset.commit();
    }

    private void retransmit(HopRecord record, int tid) {
        if (!retransmit.isEnabled()) {
            return;
        }
        fill(retransmit, record, tid);
        retransmit.kind = kind(record);
        retransmit.state = TcpStates.name(record.state());
        retransmit.kernelStack = stacks.text(record);
        RETRANSMIT_TIME.set(retransmit, clock.ticks(record.time()), 1);
        retransmit.commit();
    }

    private void verdict(HopRecord record, int tid) {
        if (!verdict.isEnabled()) {
            return;
        }
        fill(verdict, record, tid);
        VerdictView view = record.verdict();
        verdict.verdict = Verdicts.text(view.verdict());
        verdict.family = Verdicts.family(view.family());
        verdict.hook = Verdicts.hook(view.hookFamily(), view.hook());
        verdict.table = view.table().isEmpty() ? null : view.table();
        verdict.baseChain = Verdicts.baseChain(view, verdict.hook);
        verdict.chain = Verdicts.chain(view, verdict.baseChain);
        verdict.rule = Verdicts.rule(view);
        verdict.ruleInferred = view.inferred();
        verdict.kernelStack = stacks.text(record);
        long nanos = view.ended() - record.time();
        VERDICT_TIME.set(verdict, clock.ticks(record.time()), clock.duration(nanos));
        verdict.commit();
    }

    private static String kind(HopRecord record) {
        if (record.hop() == Hop.TCP_RETRANSMIT_SYNACK) {
            return "SYNACK";
        }
        if (record.state() == TcpStates.SYN_SENT) {
            return "SYN";
        }
        return switch (record.reason()) {
            case CA_LOSS -> "TIMEOUT";
            case CA_RECOVERY -> "FAST";
            default -> "PROBE";
        };
    }

    private void fill(PacketEvent event, HopRecord record, int tid) {
        event.thread = threads.of(tid);
        event.packetId = record.packet();
        event.flow = record.flow();
        event.direction =
                switch (record.direction()) {
                    case HopRecord.IN -> "IN";
                    case HopRecord.OUT -> "OUT";
                    default -> null;
                };
        int protocol = record.protocol();
        event.protocol =
                protocol == TCP ? "TCP" : protocol == UDP ? "UDP" : Integer.toString(protocol);
        event.sourceAddress = names.source(record);
        event.sourcePort = record.sourcePort();
        event.destinationAddress = names.destination(record);
        event.destinationPort = record.destinationPort();
        boolean header = protocol == TCP && record.packet() != 0;
        event.tcpFlags = header ? TcpFlags.text(record.tcpFlags()) : null;
        event.seq = record.seq();
        event.ack = record.ack();
        event.length = record.length();
        event.device = names.device(record);
        event.netns = record.netns();
        event.skb = record.skb();
        event.osThreadId = tid;
        event.cpu = record.cpu();
    }
}
