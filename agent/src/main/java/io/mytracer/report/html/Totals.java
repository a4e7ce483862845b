package io.mytracer.report.html;

import io.mytracer.report.StageTimes;

import java.util.Map;
import java.util.TreeMap;

/** What is counted over all events, however many there are. */
final class Totals {
    final Map<String, Long> counts = new TreeMap<>();
    final StageTimes stages = new StageTimes();
    final Timeline timeline = new Timeline();
    final TracerHealth health = new TracerHealth();
    final StackCounts stacks = new StackCounts();

    /** Way, stage, reason, location. */
    final Tally drops = new Tally();

    /** Way, hook, family, table, chain, rule, verdict. */
    final Tally verdicts = new Tally();

    /** Sent or received, reason, cause, state. */
    final Tally resets = new Tally();

    /** Kind, state. */
    final Tally retransmits = new Tally();

    /** Outcome. */
    final Tally outcomes = new Tally();

    /** Function, of a thread's calls on sockets. */
    final Tally calls = new Tally();

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void event(String type, long time, long duration) {
        counts.merge(type, 1L, Long::sum);
        first = Math.min(first, time);
        last = Math.max(last, time + duration);
    }

    /** Returns the time of the first event in nanoseconds since 1970, 0 where there is none. */
    long first() {
        return counts.isEmpty() ? 0 : first;
    }

    /** Returns the end of the last event in nanoseconds since 1970, 0 where there is none. */
    long last() {
        return counts.isEmpty() ? 0 : last;
    }

    /** Returns what the times of the page are relative to: a whole millisecond. */
    long base() {
        return Math.floorDiv(first(), 1_000_000L) * 1_000_000L;
    }
}
