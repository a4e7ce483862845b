package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** What was lost on the way, and what did it cost? */
public final class RetransmissionRule extends FindingRule {
    /** To be called by the service loader. */
    public RetransmissionRule() {
        super(
                "RetransmissionRule",
                "Packets Sent Again",
                Topics.RETRANSMITS,
                Area.RETRANSMITS,
                List.of(EventNames.RETRANSMIT),
                "Few packets were sent twice, or only as other rules tell.",
                List.of(LimitPreferences.RETRANSMITS));
    }
}
