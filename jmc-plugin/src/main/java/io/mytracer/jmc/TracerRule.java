package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** What did the tracer not see, so what must not be concluded from this recording? */
public final class TracerRule extends FindingRule {
    /** To be called by the service loader. */
    public TracerRule() {
        super(
                "TracerRule",
                "Packets Not Seen by the Tracer",
                Topics.TRACER,
                Area.TRACER,
                List.of(EventNames.STATUS, EventNames.LOSS),
                "The tracer lost nothing.",
                List.of());
    }

    @Override
    String limitation(TracerStates states) {
        return states.missingHops() == null
                ? null
                : PlainText.of(
                        "Of these places in the kernel it could not tell: " + states.missingHops());
    }
}
