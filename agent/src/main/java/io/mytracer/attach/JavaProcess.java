package io.mytracer.attach;

import java.util.List;

/**
 * A JVM of this machine. What this user may not look at is null.
 *
 * @param pid in the namespace of this process
 * @param user who runs it; a number where it has no name here
 * @param main main class, module or jar
 * @param javaVersion such as {@code 25.0.3}
 * @param ports TCP ports that it listens on, in ascending order
 * @param traced whether the agent is in it
 * @param container short id of its container, or how it is set apart; null for a process like any
 *     other
 */
public record JavaProcess(
        long pid,
        String user,
        String main,
        String javaVersion,
        List<Integer> ports,
        Traced traced,
        String container) {

    /** Whether the agent is in a JVM. */
    public enum Traced {
        /** Its programs are in the kernel. */
        YES,
        /** It is there and has no programs in the kernel. */
        IDLE,
        /** It is not there. */
        NO,
        /** It is there; this user may not see whether it traces. */
        HIDDEN
    }
}
