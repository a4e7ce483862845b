package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Did Java accept connections as fast as they came? */
public final class AcceptQueueRule extends FindingRule {
    /** To be called by the service loader. */
    public AcceptQueueRule() {
        super(
                "AcceptQueueRule",
                "Connections Not Accepted",
                Topics.CONNECTIONS,
                Area.ACCEPTING,
                List.of(EventNames.QUEUE, EventNames.DROP),
                "Connections were accepted as they came.",
                List.of());
    }
}
