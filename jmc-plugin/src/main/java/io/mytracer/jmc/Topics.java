package io.mytracer.jmc;

/** What ties a rule to the page that shows the events it judged; pages.xml has the other end. */
final class Topics {
    static final String TRACER = "mytracer_tracer";
    static final String DROPS = "mytracer_drops";
    static final String FIREWALL = "mytracer_firewall";
    static final String RESETS = "mytracer_resets";
    static final String RETRANSMITS = "mytracer_retransmits";
    static final String CONNECTIONS = "mytracer_connections";
    static final String QUEUES = "mytracer_queues";
    static final String READING = "mytracer_reading";
    static final String PATHS = "mytracer_paths";

    private Topics() {}
}
