package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import jdk.jfr.internal.RemoveFields;

/** A followed packet ended; the duration runs from its first hop to its last. */
@Name("mytracer.PacketPath")
@Label("Packet Path")
@Description("The whole way of a packet through the Linux kernel")
@Category({"mytracer", "Packets"})
@RemoveFields("stackTrace")
public final class PacketPath extends PacketEvent {

    /** An event with nothing filled in. */
    public PacketPath() {}

    @Label("Outcome")
    @Description(
            "DELIVERED to the application or to TCP, SENT through a device, DROPPED, QUEUED at its "
                    + "socket when last seen, or UNKNOWN")
    public String outcome;

    @Label("Hops")
    @Description("Number of hops that were seen")
    public int hops;

    @Label("Slowest Stage")
    @Description("Stage in which the packet spent the most time")
    public String slowestStage;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Slowest Stage Time")
    @Description("Time that the packet spent in the slowest stage")
    public long slowestStageTime;
}
