package io.mytracer.diagnosis;

/** How much a finding matters, least first. */
public enum Severity {
    /** Worth knowing; nobody need act. */
    INFO,
    /** Requests are slower than they need be, or will be. */
    WARNING,
    /** Requests fail. */
    ERROR
}
