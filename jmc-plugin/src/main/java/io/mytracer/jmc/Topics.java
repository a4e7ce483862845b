package io.mytracer.jmc;

/** What ties a rule to the page that shows the events it judged; pages.xml has the other end. */
final class Topics {
    static final String DROPS = "mytracer_drops";
    static final String RESETS = "mytracer_resets";
    static final String TRACER = "mytracer_tracer";

    private Topics() {}
}
