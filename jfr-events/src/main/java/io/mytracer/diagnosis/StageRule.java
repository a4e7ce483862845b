package io.mytracer.diagnosis;

import java.util.HashMap;
import java.util.Map;

/** Packets that one part of the kernel keeps for long, other than its queues. */
final class StageRule implements Rule {
    private static final int LEAST = 20;
    private static final int PERCENT = 100;
    private static final int STAGES = 64;

    /** What has been seen of a stage. */
    private static final class Passes {
        long all;
        long slow;
    }

    private final Evidence evidence;
    private final long limit;
    private final Map<String, Passes> stages = new HashMap<>();

    StageRule(Evidence evidence, Limits limits) {
        this.evidence = evidence;
        limit = limits.stageNanos();
    }

    @Override
    public void see(SeenEvent event) {
        if (!event.type().equals("mytracer.SkbHop") || event.number("packetId") == 0) {
            return;
        }
        String stage = event.text("stage");
        if (stage == null
                || stage.equals("SOCKET")
                || SendQueueRule.isQueued(event)
                || stages.size() >= STAGES && !stages.containsKey(stage)) {
            return;
        }
        Passes passes = stages.computeIfAbsent(stage, none -> new Passes());
        passes.all++;
        if (event.durationNanos() >= limit) {
            passes.slow++;
            Ends ends = Ends.ofPacket(event);
            evidence.note(QueueCauses.SLOW_STAGE, stage, ends, event, event.durationNanos());
        }
    }

    @Override
    public void conclude() {
        stages.forEach(
                (stage, passes) -> {
                    if (passes.slow < LEAST || passes.slow * PERCENT < passes.all) {
                        evidence.retract(QueueCauses.SLOW_STAGE, stage);
                    }
                });
    }
}
