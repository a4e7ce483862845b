package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Which connections did not come about, and why? */
public final class ConnectRule extends FindingRule {
    /** To be called by the service loader. */
    public ConnectRule() {
        super(
                "ConnectRule",
                "Connections Not Made",
                Topics.CONNECTIONS,
                Area.CONNECTING,
                List.of(EventNames.STATE, EventNames.RESET, EventNames.RETRANSMIT),
                "All connections came about.",
                List.of());
    }
}
