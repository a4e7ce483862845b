package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A packet passed a hook on its way through the kernel; the duration runs to its next hop. */
@Name("mytracer.SkbHop")
@Label("Packet Hop")
@Description(
        "A packet passed a place in the Linux kernel; it lasts until the next hop of this packet")
@Category({"mytracer", "Packets"})
public final class SkbHop extends HopEvent {

    /** An event with nothing filled in. */
    public SkbHop() {}

    @Label("Stage")
    @Description("Part of the network stack, such as TCP or DEVICE")
    public String stage;

    @Label("Function")
    @Description("Kernel function or tracepoint of the hook")
    public String function;

    @Label("Backend")
    @Description(
            "How the place is watched where it is by kprobe.multi or kprobe; null where it is as "
                    + "usual, by tp_btf for a tracepoint, by fentry for a function")
    public String backend;

    @Label("Destination MAC")
    @Description("Destination of the link layer header; null where the packet has none")
    public String destinationMac;

    @Label("Kernel Stack")
    @Description(
            "Frames of the kernel stack, innermost first, one line each as "
                    + "symbol+0xoffset; null where none was taken")
    public String kernelStack;

    @Override
    String place() {
        return function;
    }
}
