package io.mytracer.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rules have noted, cause by cause. A cause takes its effects to itself: what it explains
 * on the same connection or service is not told again. Not thread-safe.
 */
final class Evidence {
    private static final int CASES = 512;

    /** A cause, with what a rule has added to it. */
    private record Case(Cause cause, String detail) {}

    /** What a cause explains. */
    private record Reach(Set<Ends> connections, Set<String> services, boolean overflown) {}

    private final ServicePorts ports;
    private final Map<Case, Tally> cases = new LinkedHashMap<>();

    Evidence(ServicePorts ports) {
        this.ports = ports;
    }

    void note(Cause cause, Ends ends, SeenEvent event) {
        note(cause, "", ends, event, 0);
    }

    void note(Cause cause, String detail, Ends ends, SeenEvent event) {
        note(cause, detail, ends, event, 0);
    }

    /**
     * Notes that a cause was seen.
     *
     * @param detail tells findings of one cause apart; may be empty
     * @param ends where
     * @param event that shows it
     * @param nanos how long it lasted; 0 where that means nothing
     */
    void note(Cause cause, String detail, Ends ends, SeenEvent event, long nanos) {
        Case key = new Case(cause, detail);
        Tally tally = cases.get(key);
        if (tally == null) {
            // A recording that never ends must not fill the memory with its variety.
            key = cases.size() < CASES ? key : new Case(cause, "");
            tally = cases.computeIfAbsent(key, none -> new Tally());
        }
        tally.add(ends, event, nanos);
    }

    /** Adds a line of evidence to a cause, if it has been noted. */
    void remark(Cause cause, String line) {
        cases.forEach(
                (key, tally) -> {
                    if (key.cause().equals(cause)) {
                        tally.remark(line);
                    }
                });
    }

    /** Takes back what is too rare, seen as a whole. */
    void retract(Cause cause) {
        cases.keySet().removeIf(key -> key.cause().equals(cause));
    }

    /** As {@link #retract(Cause)}, of what a rule has added this to. */
    void retract(Cause cause, String detail) {
        cases.remove(new Case(cause, detail));
    }

    /** Returns what is worth telling, in no order. */
    List<Finding> findings(Journeys journeys) {
        Map<Cause, Reach> reaches = new HashMap<>();
        cases.forEach(
                (key, tally) -> {
                    if (tally.count() >= key.cause().least()) {
                        reaches.merge(key.cause(), reach(tally), Evidence::join);
                    }
                });
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<Case, Tally> entry : cases.entrySet()) {
            Cause cause = entry.getKey().cause();
            List<Tally.Share> own = unexplained(entry.getValue(), cause, reaches);
            long count = own.stream().mapToLong(share -> share.count).sum();
            if (!isExplainedAnywhere(cause, reaches)) {
                count += entry.getValue().overflow();
            }
            if (count >= cause.least()) {
                Telling telling = new Telling(ports, entry.getValue(), own, count);
                findings.add(telling.finding(cause, entry.getKey().detail(), journeys));
            }
        }
        return findings;
    }

    private Reach reach(Tally tally) {
        Set<Ends> connections = new HashSet<>();
        Set<String> services = new HashSet<>();
        for (Tally.Share share : tally.shares()) {
            connections.add(share.ends.ordered());
            services.add(ports.service(share.ends));
        }
        return new Reach(connections, services, tally.isOverflown());
    }

    private static Reach join(Reach one, Reach other) {
        one.connections().addAll(other.connections());
        one.services().addAll(other.services());
        return new Reach(one.connections(), one.services(), one.overflown() || other.overflown());
    }

    private List<Tally.Share> unexplained(Tally tally, Cause effect, Map<Cause, Reach> reaches) {
        List<Tally.Share> own = new ArrayList<>();
        for (Tally.Share share : tally.shares()) {
            if (Explanations.of(effect).stream()
                    .noneMatch(cause -> explains(cause, reaches.get(cause), share.ends))) {
                own.add(share);
            }
        }
        return own;
    }

    /** In doubt it does: what is told twice is worse than what is told once. */
    private boolean explains(Cause cause, Reach reach, Ends ends) {
        if (reach == null) {
            return false;
        }
        boolean service = cause.scope() == Cause.Scope.SERVICE || reach.overflown();
        return reach.connections().contains(ends.ordered())
                || service && reach.services().contains(ports.service(ends));
    }

    private static boolean isExplainedAnywhere(Cause effect, Map<Cause, Reach> reaches) {
        return Explanations.of(effect).stream().anyMatch(reaches::containsKey);
    }
}
