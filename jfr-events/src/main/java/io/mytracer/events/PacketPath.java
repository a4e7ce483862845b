package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
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
            "DELIVERED to the application or to TCP, SENT through a device, SEGMENTED into others, "
                    + "MERGED into another, DROPPED, QUEUED at its socket when last seen, or "
                    + "UNKNOWN")
    public String outcome;

    @PacketId
    @Unsigned
    @Label("Origin")
    @Description("Packet that this one was cut from by segmentation offload (GSO); 0 if it was not")
    public long origin;

    @PacketId
    @Unsigned
    @Label("Merged Into")
    @Description(
            "Packet that receive offload (GRO) or TCP has added this one's data to; 0 if none has")
    public long mergedInto;

    @Label("Far Side")
    @Description(
            "Protocol, addresses and ports at the end of the way that is farther from the socket, "
                    + "where address translation or a tunnel has changed them, such as TCP "
                    + "192.0.2.1:40000 > 198.51.100.7:80; null where they are the same")
    public String farSide;

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
