package io.mytracer.diagnosis;

/** What a finding is about: one question each that a reader may have. */
public enum Area {
    /** What did the tracer not see? */
    TRACER,
    /** Which packets did the kernel throw away? */
    DROPS,
    /** Which packets did a filter of this host stop? */
    FIREWALL,
    /** Which connections ended otherwise than in order? */
    RESETS,
    /** What was sent more than once? */
    RETRANSMITS,
    /** Where did packets wait on their way? */
    QUEUES,
    /** Who did not read what had come? */
    READING,
    /** Which connections were not accepted? */
    ACCEPTING,
    /** Which connections did not come about? */
    CONNECTING
}
