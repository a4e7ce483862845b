package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Which connections ended otherwise than in order, and who ended them? */
public final class ConnectionResetRule extends FindingRule {
    /** To be called by the service loader. */
    public ConnectionResetRule() {
        super(
                "ConnectionResetRule",
                "Connections Reset",
                Topics.RESETS,
                Area.RESETS,
                List.of(EventNames.RESET),
                "No connection was reset, or only as other rules tell.",
                List.of());
    }
}
