package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** How much the tracer did not see since the previous event of this kind, by cause. */
@Name("mytracer.TracerLoss")
@Label("Tracer Loss")
@Description("How much the tracer did not see since the previous event of this kind, by cause")
@Category({"mytracer", "Tracer"})
@Enabled(true)
@StackTrace(false)
@Period("1 s")
public final class TracerLoss extends Event {

    /** An event with nothing filled in. */
    public TracerLoss() {}

    @Timespan(Timespan.NANOSECONDS)
    @Label("Interval")
    @Description("Time since the previous loss event, which the numbers are for")
    public long interval;

    @Label("Ring Full")
    @Description("Records lost because the ring buffer was full")
    public long ringFull;

    @Label("Map Full")
    @Description("Packets or sockets not followed because a map in the kernel was full")
    public long mapFull;

    @Label("Stack Lost")
    @Description("Kernel stacks that could not be taken")
    public long stackLost;

    @Label("Recursion")
    @Description("Hook calls that the kernel skipped because a BPF program was running already")
    public long recursion;

    @Label("Unmatched")
    @Description("Records that could not be joined to a packet")
    public long unmatched;

    /**
     * Whether anything was lost at all.
     *
     * @return true if any counter is above zero
     */
    public boolean any() {
        return (ringFull | mapFull | stackLost | recursion | unmatched) != 0;
    }
}
