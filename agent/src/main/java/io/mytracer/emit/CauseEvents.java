package io.mytracer.emit;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;

/** Writes drops, resets and retransmissions. Not thread-safe. */
final class CauseEvents {
    static final EventTime DROP_TIME = EventTime.of(KernelDrop.class);
    static final EventTime RESET_TIME = EventTime.of(TcpReset.class);
    static final EventTime RETRANSMIT_TIME = EventTime.of(TcpRetransmit.class);

    /** include/net/tcp.h, enum tcp_ca_state. */
    private static final int CA_RECOVERY = 3;

    private static final int CA_LOSS = 4;

    private final KernelDrop drop = new KernelDrop();
    private final TcpReset reset = new TcpReset();
    private final TcpRetransmit retransmit = new TcpRetransmit();

    private final JfrClock clock;
    private final PacketFields fields;
    private final KernelStacks stacks;
    private final KernelFrames frames;
    private final ReasonNames names;
    private final ClosingStacks closing;
    private final DropReasons drops;

    CauseEvents(
            JfrClock clock,
            PacketFields fields,
            KernelStacks stacks,
            KernelFrames frames,
            ReasonNames names,
            ClosingStacks closing) {
        this.clock = clock;
        this.fields = fields;
        this.stacks = stacks;
        this.frames = frames;
        this.names = names;
        this.closing = closing;
        this.drops = new DropReasons(names, stacks);
    }

    /** Whether a packet that was freed was lost, and did not just come to its normal end. */
    boolean isDrop(HopRecord record) {
        return drops.of(record).drop();
    }

    void drop(HopRecord record, Stage stage, long caller) {
        if (!drop.isEnabled()) {
            return;
        }
        KernelStack stack = stacks.of(record);
        fields.fill(drop, record, caller);
        drop.location = stacks.location(record);
        DropReasons.Verdict verdict = drops.of(record);
        drop.reason = verdict.reason();
        drop.reasonDerived = verdict.derived();
        drop.stage = stage == null ? null : stage.name();
        drop.kernelStack = stack.text();
        DROP_TIME.set(drop, clock.ticks(record.time()), 1);
        frames.commit(drop, stack);
    }

    void resetSent(HopRecord record, long caller) {
        KernelStack stack = stacks.of(record);
        ResetCauses.Meaning meaning =
                ResetCauses.sent(
                        record.hasReason() ? names.resetReason(record.reason()) : null,
                        ResetSite.of(stack, record.state(), record.tcpFlags()),
                        record.tcpFlags());
        if (record.packet() != 0) {
            drops.answered(record.packet(), meaning.reason());
        }
        reset(record, true, meaning, stack, caller);
    }

    void resetReceived(HopRecord record, long caller) {
        reset(record, false, ResetCauses.received(record.state()), stacks.of(record), caller);
    }

    private void reset(
            HopRecord record,
            boolean sent,
            ResetCauses.Meaning meaning,
            KernelStack stack,
            long caller) {
        if (!reset.isEnabled()) {
            return;
        }
        fields.fill(reset, record, caller);
        reset.sent = sent;
        reset.reason = meaning.reason();
        reset.reasonDerived = meaning.derived();
        reset.state = TcpStates.name(record.state());
        reset.cause = meaning.cause();
        reset.kernelStack = stack.text();
        reset.javaStack =
                sent && record.tid() != 0
                        ? closing.take(record.tid(), record.sourcePort(), record.destinationPort())
                        : null;
        RESET_TIME.set(reset, clock.ticks(record.time()), 1);
        frames.commit(reset, stack);
    }

    void retransmit(HopRecord record, long caller) {
        if (!retransmit.isEnabled()) {
            return;
        }
        KernelStack stack = stacks.of(record);
        fields.fill(retransmit, record, caller);
        retransmit.kind = kind(record);
        retransmit.state = TcpStates.name(record.state());
        retransmit.kernelStack = stack.text();
        RETRANSMIT_TIME.set(retransmit, clock.ticks(record.time()), 1);
        frames.commit(retransmit, stack);
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
}
