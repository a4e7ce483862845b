package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A TCP segment was sent again. */
@Name("mytracer.TcpRetransmit")
@Label("TCP Retransmit")
@Description("The Linux kernel sent a TCP segment again")
@Category({"mytracer", "TCP"})
@StackTrace(true)
public final class TcpRetransmit extends PacketEvent {

    /** An event with nothing filled in. */
    public TcpRetransmit() {}

    @Label("Kind")
    @Description("What made the kernel send again, such as TIMEOUT, FAST or SYN")
    public String kind;

    @Label("TCP State")
    @Description("State of the socket, such as ESTABLISHED; null where there is no socket")
    public String state;

    @Label("Kernel Stack")
    @Description(
            "Frames of the kernel stack, innermost first, one line each as "
                    + "symbol+0xoffset; null where none was taken")
    public String kernelStack;
}
