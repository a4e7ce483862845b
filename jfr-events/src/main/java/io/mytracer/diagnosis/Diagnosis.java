package io.mytracer.diagnosis;

import java.util.Comparator;
import java.util.List;

/**
 * Looks at the events of a recording and tells what is wrong. It keeps counts and bounded samples,
 * not the events: some tens of megabytes at most, whatever the recording's size. To be used by one
 * thread.
 */
public final class Diagnosis {
    private final ServicePorts ports = new ServicePorts();
    private final Evidence evidence = new Evidence(ports);
    private final Journeys journeys = new Journeys();
    private final List<Rule> rules;

    /**
     * Has seen nothing.
     *
     * @param limits from when on what can be measured is told
     */
    public Diagnosis(Limits limits) {
        rules =
                List.of(
                        ports,
                        journeys,
                        new DropRule(evidence),
                        new ResetRule(evidence),
                        new VerdictRule(evidence),
                        new RetransmitRule(evidence, limits),
                        new QueueRule(evidence, limits),
                        new CallRule(evidence),
                        new SendQueueRule(evidence, limits),
                        new StageRule(evidence, limits),
                        new NagleRule(evidence),
                        new UnansweredSynRule(evidence),
                        new TracerRule(evidence));
    }

    /**
     * Looks at an event.
     *
     * @param event of any type, in any order; those of others are ignored. Some are kept for a
     *     while, so it must not change
     */
    public void see(SeenEvent event) {
        if (event.type().startsWith("mytracer.")) {
            for (Rule rule : rules) {
                rule.see(event);
            }
        }
    }

    /**
     * Concludes; to be called once, when all events have been seen.
     *
     * @return what is wrong, worst first, of equal severity most frequent first
     */
    public List<Finding> findings() {
        rules.forEach(Rule::conclude);
        return evidence.findings(journeys).stream()
                .sorted(
                        Comparator.comparing(Finding::severity)
                                .thenComparingLong(Finding::count)
                                .reversed())
                .toList();
    }
}
