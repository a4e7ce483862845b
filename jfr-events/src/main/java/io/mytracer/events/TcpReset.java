package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A segment with the RST flag was sent or received. */
@Name("mytracer.TcpReset")
@Label("TCP Reset")
@Description("A TCP connection was reset")
@Category({"mytracer", "TCP"})
@StackTrace(true)
public final class TcpReset extends PacketEvent {

    /** An event with nothing filled in. */
    public TcpReset() {}

    @Label("Sent")
    @Description("True if this host sent the reset, false if it received it")
    public boolean sent;

    @Label("Reason")
    @Description(
            "Reset reason by the kernel's own name, such as NO_SOCKET; null for a "
                    + "received reset, and where it is not known")
    public String reason;

    @Label("Reason Derived")
    @Description(
            "True where the kernel does not tell the reason and the agent concluded it "
                    + "from the kernel stack")
    public boolean reasonDerived;

    @Label("TCP State")
    @Description("State of the socket, such as ESTABLISHED; null where there is no socket")
    public String state;

    @Label("Cause")
    @Description("What the reason means for the application, in one sentence")
    public String cause;

    @Label("Kernel Stack")
    @Description(
            "Frames of the kernel stack, innermost first, one line each as "
                    + "symbol+0xoffset; null where none was taken")
    public String kernelStack;

    @Label("Java Stack")
    @Description(
            "Frames of the Java thread that closed the socket with data unread or SO_LINGER 0, "
                    + "innermost first, one line each; null where no close has sent the reset")
    public String javaStack;
}
