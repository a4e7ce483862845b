package io.mytracer.diagnosis;

import java.util.StringJoiner;

/** What the tracer did not see: what not to trust. */
final class TracerRule implements Rule {
    private static final Ends NOWHERE = new Ends(null, 0, null, 0);

    /** Below one in so many records a loss changes no count that matters. */
    private static final long NOTICEABLE = 1000;

    private final Evidence evidence;
    private SeenEvent loss;
    private long ringFull;
    private long mapFull;
    private long recursion;
    private long records;

    TracerRule(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void see(SeenEvent event) {
        if (event.type().equals("mytracer.TracerLoss")) {
            ringFull += event.number("ringFull");
            mapFull += event.number("mapFull");
            recursion += event.number("recursion");
            loss = event;
        } else if (event.type().equals("mytracer.TracerStatus")) {
            records = Math.max(records, event.number("recordsProduced"));
            String problem = event.text("problem");
            if ("CANNOT_TRACE".equals(event.text("state"))) {
                evidence.note(
                        TracerCauses.CANNOT_TRACE,
                        problem == null ? "it does not say why" : problem,
                        NOWHERE,
                        event);
            } else if (problem != null) {
                evidence.note(TracerCauses.DEGRADED, problem, NOWHERE, event);
            }
            if (event.text("missingJoinPoints") != null) {
                evidence.note(
                        TracerCauses.NOT_WOVEN, event.text("missingJoinPoints"), NOWHERE, event);
            }
        }
    }

    @Override
    public void conclude() {
        StringJoiner what = new StringJoiner(", ");
        if (ringFull > 0) {
            what.add(ringFull + " records, its ring buffer was full");
        }
        if (mapFull > 0) {
            what.add(mapFull + " packets or sockets, a map in the kernel was full");
        }
        if (recursion * NOTICEABLE > records) {
            what.add(recursion + " calls on top of other BPF programs");
        }
        if (what.length() > 0) {
            evidence.note(TracerCauses.LOSS, what.toString(), NOWHERE, loss);
        }
    }
}
