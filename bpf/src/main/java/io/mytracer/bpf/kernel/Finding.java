package io.mytracer.bpf.kernel;

/**
 * One answer of a check.
 *
 * @param subject what was looked at, such as {@code kernel types (BTF)}
 * @param status how it is
 * @param detail what was found, one line
 * @param remedy what to do, to be copied and pasted; empty if there is nothing to do
 */
public record Finding(String subject, Status status, String detail, String remedy) {
    /** How serious it is. */
    public enum Status {
        /** Works. */
        OK,
        /** Tracing works, with less to see or at a higher cost. */
        WARN,
        /** No tracing. */
        FAIL
    }

    /** Returns a finding that something works. */
    public static Finding ok(String subject, String detail) {
        return new Finding(subject, Status.OK, detail, "");
    }

    /** Returns a finding that something is limited, and what to do about it. */
    public static Finding warn(String subject, String detail, String remedy) {
        return new Finding(subject, Status.WARN, detail, remedy);
    }

    /** Returns a finding that tracing is impossible, and what to do about it. */
    public static Finding fail(String subject, String detail, String remedy) {
        return new Finding(subject, Status.FAIL, detail, remedy);
    }
}
