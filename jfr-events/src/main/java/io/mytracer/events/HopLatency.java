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

/**
 * How long packets were in one stage of the kernel before they came to the next, as the kernel has
 * counted it: no event of a single packet is needed for it.
 */
@Name("mytracer.HopLatency")
@Label("Hop Latency")
@Description(
        "How long packets were in one stage of the kernel before they came to the next, counted in"
                + " the kernel; times are right to 3.2 %")
@Category({"mytracer", "Packets"})
@Enabled(false)
@StackTrace(false)
@Period("10 s")
public final class HopLatency extends Event {

    /** An event with nothing filled in. */
    public HopLatency() {}

    @Label("Direction")
    @Description("IN or OUT, seen from this host's socket")
    public String direction;

    @Label("Protocol")
    @Description("TCP, UDP, ICMP, ICMPV6 or the number of another one")
    public String protocol;

    @Label("Stage")
    @Description("Stage that the packets were in")
    public String stage;

    @Label("Next Stage")
    @Description("Stage that they came to next")
    public String nextStage;

    @Label("Packets")
    @Description("How many, of those that were followed, since the previous event of these stages")
    public int packets;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Followed")
    @Description(
            "For how long packets were followed since the previous event of these stages: by this"
                    + " their number becomes a rate")
    public long followed;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Mean")
    @Description("All times added up and divided by their number, exactly")
    public long mean;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Median")
    @Description("What half of the packets did not exceed")
    public long p50;

    @Timespan(Timespan.NANOSECONDS)
    @Label("90th Percentile")
    @Description("What nine packets in ten did not exceed")
    public long p90;

    @Timespan(Timespan.NANOSECONDS)
    @Label("99th Percentile")
    @Description("What 99 packets in 100 did not exceed")
    public long p99;

    @Timespan(Timespan.NANOSECONDS)
    @Label("99.9th Percentile")
    @Description("What 999 packets in 1,000 did not exceed")
    public long p999;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Maximum")
    @Description("The longest time")
    public long max;

    @Label("Histogram")
    @Description(
            "How many packets by time, as TIME:COUNT with the middle of each time in ns, separated"
                    + " by commas: so that events can be added up")
    public String histogram;
}
