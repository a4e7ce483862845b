package io.mytracer.jmc.waterfall;

/** Fields that tell more about some kinds of spans; one that an event does not have is left out. */
enum DetailField {
    CAUSE("Cause", "cause"),
    REASON("Reason", "reason"),
    LOCATION("Dropped at", "location"),
    FAMILY("Family", "family"),
    TABLE("Table", "table"),
    CHAIN("Chain", "chain"),
    HOOK("Hook", "hook"),
    RULE("Rule", "rule"),
    STATE("TCP state", "state"),
    BACKEND("Seen by", "backend");

    private final String label;
    private final String field;

    DetailField(String label, String field) {
        this.label = label;
        this.field = field;
    }

    String label() {
        return label;
    }

    /** Returns null where the event has nothing to say. */
    String of(Fields event) {
        String text = event.text(field);
        boolean isConcluded =
                this == REASON && event.flag("reasonDerived")
                        || this == RULE && event.flag("ruleInferred");
        return text != null && isConcluded ? text + " (concluded)" : text;
    }
}
