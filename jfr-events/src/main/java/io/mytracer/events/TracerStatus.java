package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What the tracer can do here, what it does at present, and what that costs. */
@Name("mytracer.TracerStatus")
@Label("Tracer Status")
@Description("What the tracer can do here, what it does at present, and what that costs")
@Category({"mytracer", "Tracer"})
@Enabled(true)
@StackTrace(false)
@Period("everyChunk")
public final class TracerStatus extends Event {

    /** An event with nothing filled in. */
    public TracerStatus() {}

    @Label("State")
    @Description("TRACING, IDLE (no recording asks for packets) or CANNOT_TRACE")
    public String state;

    @Label("Problem")
    @Description("What keeps the tracer from working, and the remedy, in one line; null when fine")
    public String problem;

    @Label("Backend")
    @Description("How hooks are attached: fentry, kprobe.multi, kprobe, tp_btf, or several of them")
    public String backend;

    @Label("Kernel")
    @Description("Release of the running kernel")
    public String kernel;

    @Label("Kernel Build Id")
    @Description("Build id of the running kernel, by which its debug info is found; null if none")
    public String kernelBuildId;

    @Label("libbpf")
    @Description("Version and file of the libbpf in use; null where none was loaded")
    public String libbpf;

    @Label("Hop Count")
    @Description("Number of hooks that are attached")
    public int hopCount;

    @Label("Hops")
    @Description("Functions and tracepoints that are attached, separated by commas")
    public String hops;

    @Label("Missing Hops")
    @Description(
            "Functions that could not be attached, each with the reason; null where none "
                    + "is missing")
    public String missingHops;

    @Label("Missing Join Points")
    @Description(
            "Methods of the JDK that could not be woven, each with the reason; null where none "
                    + "is missing")
    public String missingJoinPoints;

    @Label("Native Sockets")
    @Description(
            "Sockets that native code of the JVM has written to, past the JDK: their packets are "
                    + "recorded, but no SocketState and SocketIo")
    public int nativeSockets;

    @Label("Privileges")
    @Description("Capabilities that the tracer has of those it needs")
    public String privileges;

    @Percentage
    @Label("Budget")
    @Description(
            "Share of the JVM's CPUs that following packets may take; 0 where it is not bounded")
    public float budget;

    @Percentage
    @Label("Cost")
    @Description(
            "Share of the JVM's CPUs that programs in the kernel and the agent's draining thread "
                    + "used since the previous status")
    public float cost;

    @Percentage
    @Label("Duty")
    @Description(
            "Share of the time since the previous status in which packets were followed; by this "
                    + "counts of packets become those of all")
    public float duty;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Interval")
    @Description("Time since the previous status, which cost and duty are for")
    public long interval;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Followed")
    @Description("For how long of the interval packets were followed")
    public long followed;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Clock Error")
    @Description("Largest error of kernel times in this recording, as measured")
    public long clockError;

    @Label("Packets")
    @Description("Packets followed since the agent started")
    public long packets;

    @Label("Records Produced")
    @Description("Records that the kernel side made since the agent started, lost ones included")
    public long recordsProduced;

    @Label("Records Received")
    @Description("Records that the agent read since it started")
    public long recordsReceived;

    @Label("Flows")
    @Description("Sockets that are followed at present")
    public long flows;

    @Label("Open Paths")
    @Description("Packets that are on their way at present")
    public long pathsOpen;
}
