package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Who did not read what had come: Java, or the peer? */
public final class SlowReaderRule extends FindingRule {
    /** To be called by the service loader. */
    public SlowReaderRule() {
        super(
                "SlowReaderRule",
                "Data Not Read",
                Topics.READING,
                Area.READING,
                List.of(EventNames.QUEUE),
                "What came was read soon.",
                List.of(LimitPreferences.UNREAD));
    }
}
