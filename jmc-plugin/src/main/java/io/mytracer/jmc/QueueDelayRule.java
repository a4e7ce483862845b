package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Where did packets wait on their way? */
public final class QueueDelayRule extends FindingRule {
    /** To be called by the service loader. */
    public QueueDelayRule() {
        super(
                "QueueDelayRule",
                "Packets That Waited",
                Topics.QUEUES,
                Area.QUEUES,
                List.of(EventNames.HOP, EventNames.QUEUE),
                "Packets did not wait for long on their way, or only as other rules tell.",
                List.of(
                        LimitPreferences.SEND_QUEUE,
                        LimitPreferences.STAGE,
                        LimitPreferences.ROUND_TRIP));
    }
}
