package io.mytracer.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
import jdk.jfr.internal.RemoveFields;

/**
 * What waits at one socket of the JVM at a moment, and who should fetch it. It is written for each
 * socket with news once in a period, and at once where something has waited for long.
 *
 * <p>It appears on the lane of the reading thread, as {@link PacketEvent} does on that of the
 * packet's.
 *
 * <p>An instance is to be filled and committed by one thread; it may be used again after commit.
 */
@Name("mytracer.SocketQueue")
@Label("Socket Queue")
@Description("What waits at a socket: for the application, for the network, or to be accepted")
@Category({"mytracer", "Sockets"})
@Enabled(false)
@Period("10 s")
@StackTrace(false)
@RemoveFields({"eventThread", "stackTrace", "duration"})
public final class SocketQueue extends Event {

    /** An event with nothing filled in. */
    public SocketQueue() {}

    @Name("eventThread")
    @Label("Event Thread")
    @Description(
            "Java thread that has read last from this socket, of a listener the one that has "
                    + "accepted last; null where none is known")
    public Thread thread;

    @FlowId
    @Unsigned
    @Label("Flow")
    @Description("Socket cookie of the socket")
    public long flow;

    @Label("File Descriptor")
    @Description("File descriptor of the socket")
    public int fd;

    @Label("Protocol")
    @Description("TCP or UDP")
    public String protocol;

    @Label("Local Address")
    @Description("Numeric IP address of this end; a v4-mapped address is shown as IPv4")
    public String localAddress;

    @Label("Local Port")
    @Description("Port of this end")
    public int localPort;

    @Label("Remote Address")
    @Description("Numeric IP address of the other end; null where it is not connected")
    public String remoteAddress;

    @Label("Remote Port")
    @Description("Port of the other end, 0 where it is not connected")
    public int remotePort;

    @Unsigned
    @Label("Network Namespace")
    @Description("Inode number of the network namespace")
    public long netns;

    @Label("TCP State")
    @Description("State of the socket, such as ESTABLISHED; null for UDP")
    public String state;

    @Label("Stalled")
    @Description("True where something has waited for half a second, or a backlog is full")
    public boolean stalled;

    @Label("Cause")
    @Description("What is in the way, in one sentence; null where nothing is")
    public String cause;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Oldest Unread")
    @Description(
            "How long ago the oldest packet arrived of which the application has not read all; 0 "
                    + "where there is none, not available where the tracer has not seen it")
    public long oldestUnread;

    @DataAmount(DataAmount.BYTES)
    @Label("Receive Queue")
    @Description("Bytes that the application has not read; of UDP the kernel memory that they take")
    public long receiveQueue;

    @DataAmount(DataAmount.BYTES)
    @Label("Receive Limit")
    @Description("Kernel memory that the receive queue may take")
    public long receiveLimit;

    @DataAmount(DataAmount.BYTES)
    @Label("Send Queue")
    @Description(
            "Bytes that the other end has not acknowledged, sent or not; of UDP the kernel memory "
                    + "of what no device has sent yet")
    public long sendQueue;

    @DataAmount(DataAmount.BYTES)
    @Label("Send Limit")
    @Description("Kernel memory that the send queue may take")
    public long sendLimit;

    @Label("Backlog")
    @Description("Connections that wait to be accepted; 0 where the socket does not listen")
    public int backlog;

    @Label("Backlog Limit")
    @Description(
            "Connections that may wait to be accepted, by listen() and net.core.somaxconn; the "
                    + "kernel lets one more in")
    public int backlogLimit;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Round Trip Time")
    @Description("Smoothed round trip time of the connection; 0 where none is measured")
    public long rtt;

    @Label("Congestion Window")
    @Description("Segments that may be under way")
    public int cwnd;

    @Label("Unacknowledged")
    @Description("Segments that are under way")
    public int unacked;

    @Label("Retransmits")
    @Description("Segments that have been sent again since the connection began")
    public int retransmits;

    @DataAmount(DataAmount.BYTES)
    @Label("Send Window")
    @Description("Bytes that the other end has room for; 0 where its application does not read")
    public long sendWindow;

    @DataAmount(DataAmount.BYTES)
    @Label("Receive Window")
    @Description("Bytes that this end has told the other one that it has room for")
    public long receiveWindow;

    @Label("Java Thread Id")
    @Description(
            "Number that Java gives the thread of this event, platform or virtual; 0 where none is "
                    + "known")
    public long javaThreadId;

    @Label("Thread State")
    @Description(
            "State of the thread of this event by java.lang.Thread.State; null where none is "
                    + "known")
    public String threadState;

    @Label("Java Stack")
    @Description(
            "What the thread of this event does instead, innermost frame first, one line each; "
                    + "null where nothing waits for it")
    public String javaStack;
}
