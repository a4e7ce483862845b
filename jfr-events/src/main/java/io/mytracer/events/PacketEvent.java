package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;
import jdk.jfr.events.StackFilter;
import jdk.jfr.internal.RemoveFields;

/**
 * What every event about a packet tells: which packet, of which socket, from where to where.
 *
 * <p>The event is committed by an agent thread, later than it happened. So JFR's own field for the
 * committing thread is taken out, and {@link #thread} is written under its name: the event appears
 * on the lane of that thread. JFR honours {@code RemoveFields} on user events from JDK 22 on
 * (jdk.jfr.internal.TypeLibrary.createType). The start time and the duration are set by {@link
 * EventTime}.
 *
 * <p>Where an event type has a stack trace it is the kernel's, of frames that stand for functions
 * of the kernel: {@code kernel.vmlinux.tcp_v4_rcv()}, or {@code kernel.MODULE.FUNCTION()}. The
 * agent's own frames below are filtered out. JFR honours {@code StackFilter} on user events from
 * JDK 22 on (jdk.jfr.internal.EventControl.addStackFilters); elsewhere they stay below the
 * kernel's.
 *
 * <p>An instance is to be filled and committed by one thread; it may be used again after commit.
 */
@Category("mytracer")
@Enabled(false)
@StackTrace(false)
@StackFilter({
    "java.lang.Thread",
    "io.mytracer.agent.Session",
    "io.mytracer.agent.Session$Settling",
    "io.mytracer.agent.Tracing",
    "io.mytracer.bpf.PacketTracer",
    "io.mytracer.bpf.PacketTracer$Delivery",
    "io.mytracer.bpf.ffm.RingBuffer",
    "io.mytracer.emit.CauseEvents",
    "io.mytracer.emit.EventEmitter",
    "io.mytracer.emit.KernelFrames",
    "io.mytracer.emit.KernelFrames$Committer",
    "io.mytracer.emit.VerdictEvents",
    "io.mytracer.packet.PacketPaths",
    "io.mytracer.packet.PathTeller",
    "kernel.vmlinux::accept"
})
@RemoveFields("eventThread")
public abstract class PacketEvent extends Event {

    /** For the event classes of this package. */
    PacketEvent() {}

    @Name("eventThread")
    @Label("Event Thread")
    @Description("Java thread that did the I/O of this packet; null where no Java thread is known")
    public Thread thread;

    @PacketId
    @Unsigned
    @Label("Packet")
    @Description(
            "Number of the packet, given at first sight and kept across NAT, clone, copy "
                    + "and network namespaces")
    public long packetId;

    @FlowId
    @Unsigned
    @Label("Flow")
    @Description("Socket cookie of the socket that the packet belongs to; 0 where unknown")
    public long flow;

    @Label("Direction")
    @Description("IN, OUT or FORWARD, as this JVM sees the packet")
    public String direction;

    @Label("Protocol")
    @Description("TCP, UDP, ICMP, ICMPV6, or the number of another IP protocol")
    public String protocol;

    @Label("Source Address")
    @Description("Numeric IP address of the sender; a v4-mapped address is shown as IPv4")
    public String sourceAddress;

    @Label("Source Port")
    @Description("Port of the sender, 0 where the protocol has no ports")
    public int sourcePort;

    @Label("Destination Address")
    @Description("Numeric IP address of the receiver; a v4-mapped address is shown as IPv4")
    public String destinationAddress;

    @Label("Destination Port")
    @Description("Port of the receiver, 0 where the protocol has no ports")
    public int destinationPort;

    @Label("TCP Flags")
    @Description(
            "Flags of the TCP header, lowest bit first, such as SYN,ACK; null where "
                    + "there is no TCP header")
    public String tcpFlags;

    @Label("ICMP Message")
    @Description(
            "What a message of ICMP is, such as echo request, id 22, seq 1, or destination "
                    + "unreachable, code 3; null where the packet is none")
    public String icmp;

    @Unsigned
    @Label("Sequence Number")
    @Description(
            "Raw sequence number of the TCP header, of a call on a socket that of the first byte "
                    + "moved, 0 to 4294967295; 0 where there is none")
    public long seq;

    @Unsigned
    @Label("Acknowledgement Number")
    @Description(
            "Raw acknowledgement number of the TCP header, 0 to 4294967295; 0 where "
                    + "there is no TCP header")
    public long ack;

    @DataAmount(DataAmount.BYTES)
    @Label("Length")
    @Description("Length of the packet as the kernel counts it at this place")
    public long length;

    @Label("Packet Type")
    @Description(
            "Type by the link layer: HOST, BROADCAST, MULTICAST, OTHERHOST, OUTGOING, "
                    + "LOOPBACK")
    public String packetType;

    @Label("Device")
    @Description("Name of the network device; null where the packet is at none")
    public String device;

    @Unsigned
    @Label("Network Namespace")
    @Description("Inode number of the network namespace; 0 where unknown")
    public long netns;

    @MemoryAddress
    @Label("Socket Buffer")
    @Description("Kernel address of the sk_buff, which the kernel uses again for other packets")
    public long skb;

    @Label("OS Thread Id")
    @Description(
            "OS thread that did the I/O of this packet, as this JVM numbers it, of a virtual thread"
                    + " its carrier; 0 where unknown")
    public long osThreadId;

    @Label("Java Thread Id")
    @Description(
            "Number that Java gives the thread of this event, platform or virtual; 0 where no Java "
                    + "thread is known")
    public long javaThreadId;

    @Label("Command")
    @Description(
            "Name of the thread that did the I/O of this packet, where it is another process'; "
                    + "null for threads of this JVM and where unknown")
    public String command;

    @Label("CPU")
    @Description("CPU that the kernel code ran on")
    public int cpu;

    /** Asked by JFR on commit. */
    @SettingDefinition
    @Name("port")
    @Label("Port")
    @Description(
            "Ports of which one is the packet's, such as 8080,9000-9010; empty: any. The agent's "
                    + "option of this name also spares the kernel the work")
    boolean port(PortSetting setting) {
        return setting.accepts(sourcePort, destinationPort);
    }

    /** Asked by JFR on commit. */
    @SettingDefinition
    @Name("host")
    @Label("Host")
    @Description(
            "Addresses of which one is the packet's, such as 192.0.2.1,2001:db8::/32; empty: any. "
                    + "The agent's option of this name also spares the kernel the work")
    boolean host(HostSetting setting) {
        return setting.accepts(sourceAddress, destinationAddress);
    }

    /** Asked by JFR on commit. */
    @SettingDefinition
    @Name("protocol")
    @Label("Protocol")
    @Description("Protocol of the packet, tcp or udp; empty: any")
    boolean protocol(ProtocolSetting setting) {
        return setting.accepts(protocol);
    }
}
