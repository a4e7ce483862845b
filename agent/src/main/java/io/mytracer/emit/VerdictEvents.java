package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.VerdictView;
import io.mytracer.events.EventTime;
import io.mytracer.events.NetfilterVerdict;

/** Writes what packet filters decided. Not thread-safe. */
final class VerdictEvents {
    static final EventTime TIME = EventTime.of(NetfilterVerdict.class);

    private final NetfilterVerdict verdict = new NetfilterVerdict();
    private final JfrClock clock;
    private final PacketFields fields;
    private final KernelStacks stacks;
    private final KernelFrames frames;

    VerdictEvents(JfrClock clock, PacketFields fields, KernelStacks stacks, KernelFrames frames) {
        this.clock = clock;
        this.fields = fields;
        this.stacks = stacks;
        this.frames = frames;
    }

    void verdict(HopRecord record, long caller) {
        if (!verdict.isEnabled()) {
            return;
        }
        fields.fill(verdict, record, caller);
        VerdictView view = record.verdict();
        verdict.verdict = Verdicts.text(view.verdict());
        verdict.family = Verdicts.family(view.family());
        verdict.hook = Verdicts.hook(view.hookFamily(), view.hook());
        verdict.table = view.table().isEmpty() ? null : view.table();
        verdict.baseChain = Verdicts.baseChain(view, verdict.hook);
        verdict.chain = Verdicts.chain(view, verdict.baseChain);
        verdict.rule = Verdicts.rule(view);
        verdict.ruleInferred = view.inferred();
        KernelStack stack = stacks.of(record);
        verdict.kernelStack = stack.text();
        long nanos = view.ended() - record.time();
        TIME.set(verdict, clock.ticks(record.time()), clock.duration(nanos));
        frames.commit(verdict, stack);
    }
}
