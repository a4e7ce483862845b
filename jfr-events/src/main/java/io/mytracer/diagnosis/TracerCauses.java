package io.mytracer.diagnosis;

/** Why the recording does not tell all. */
final class TracerCauses {
    static final Cause CANNOT_TRACE =
            Cause.warning(
                    Area.TRACER,
                    "cannot-trace",
                    1,
                    Cause.Scope.CONNECTION,
                    "The tracer could not see the kernel: {detail}",
                    "There are no events of packets in this recording; what is below comes from the"
                            + " Java side alone, and no finding does not mean that all is well.",
                    "java -jar mytracer-agent.jar check tells what is missing, and the remedy.");
    static final Cause LOSS =
            Cause.info(
                    Area.TRACER,
                    "tracer-loss",
                    1,
                    "The tracer missed events: {detail}",
                    "Counts in this report are too low by as much, and journeys may lack hops.",
                    "Give the ring buffer more room (option ring), narrow the traffic (port, host),"
                            + " or use mytracer-continuous.");
    static final Cause DEGRADED =
            Cause.info(
                    Area.TRACER,
                    "degraded",
                    1,
                    "The tracer worked with a limit: {detail}",
                    "What is recorded is right; the limit says what is not as it could be.",
                    "java -jar mytracer-agent.jar check tells the remedy, if there is one.");
    static final Cause NOT_WOVEN =
            Cause.info(
                    Area.TRACER,
                    "not-woven",
                    1,
                    "Some calls of the JDK are not recorded: {detail}",
                    "Findings from SocketState and SocketIo may be missing.",
                    "Use a JDK that this version of mytracer knows.");

    private TracerCauses() {}
}
