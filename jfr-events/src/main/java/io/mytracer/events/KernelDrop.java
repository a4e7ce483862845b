package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The kernel freed a packet that it did not deliver. */
@Name("mytracer.KernelDrop")
@Label("Packet Drop")
@Description("The Linux kernel dropped a packet")
@Category({"mytracer", "Drops"})
@StackTrace(true)
public final class KernelDrop extends PacketEvent {

    /** An event with nothing filled in. */
    public KernelDrop() {}

    @Label("Reason")
    @Description(
            "Drop reason by the kernel's own name, such as NO_SOCKET; null where it is not known")
    public String reason;

    @Label("Reason Derived")
    @Description(
            "True where the kernel does not tell the reason and the agent concluded it "
                    + "from the place of the drop")
    public boolean reasonDerived;

    @Label("Location")
    @Description("Place in the kernel that dropped the packet, as symbol+0xoffset")
    public String location;

    @Label("Stage")
    @Description("Part of the network stack, such as TCP or DEVICE")
    public String stage;

    @Label("Kernel Stack")
    @Description(
            "Frames of the kernel stack, innermost first, one line each as "
                    + "symbol+0xoffset; null where none was taken")
    public String kernelStack;
}
