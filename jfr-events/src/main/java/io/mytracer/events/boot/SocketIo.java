package io.mytracer.events.boot;

import io.mytracer.events.FlowId;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Unsigned;
import jdk.jfr.events.StackFilter;

/**
 * One system call that moved data through a socket of the JDK.
 *
 * <p>JFR takes event classes of the boot loader for the JDK's own and fills in their static
 * methods, as in {@code jdk.internal.event.SocketReadEvent}: these cost no allocation, and take the
 * start as an argument. Elsewhere, as in a test, they do what stands here: nothing. The arguments
 * of {@code commit} are start and duration, then the fields in their order.
 *
 * <p>Times are JFR ticks. Thread-safe; there are no instances.
 */
@Name("mytracer.SocketIo")
@Label("Socket I/O")
@Description("A system call of the JVM moved data through a socket, or failed to")
@Category({"mytracer", "Sockets"})
@Enabled(false)
@Threshold("1 ms")
@Throttle("100/s")
@StackTrace(true)
@StackFilter({
    "io.mytracer.boot.SocketHooks",
    "io.mytracer.socket.SocketWatch",
    "io.mytracer.socket.CallEvents"
})
public final class SocketIo extends Event {

    @Label("Operation")
    @Description("read, readv, write, writev, receive, send or sendfile")
    public String operation;

    @Label("File Descriptor")
    @Description("File descriptor of the socket")
    public int fd;

    @FlowId
    @Unsigned
    @Label("Flow")
    @Description("Socket cookie of the socket; 0 where unknown")
    public long flow;

    @Label("Local Address")
    @Description("Numeric IP address of this end; a v4-mapped address is shown as IPv4")
    public String localAddress;

    @Label("Local Port")
    @Description("Port of this end, 0 where it has none")
    public int localPort;

    @Label("Remote Address")
    @Description(
            "Numeric IP address of the other end, of a datagram its sender or receiver; null "
                    + "where unknown")
    public String remoteAddress;

    @Label("Remote Port")
    @Description("Port of the other end, 0 where unknown")
    public int remotePort;

    @DataAmount(DataAmount.BYTES)
    @Label("Bytes")
    @Description("Bytes that were moved; 0 for a read at the end of the stream and for a failure")
    public long bytes;

    @Label("First Sequence Number")
    @Description(
            "TCP's number of the first byte that was moved, 0 to 4294967295: the segments of the "
                    + "same flow that have numbers from this to the last one carry these bytes; -1 "
                    + "where no bytes were moved, or the kernel was not traced")
    public long firstSeq;

    @Label("Last Sequence Number")
    @Description("TCP's number of the last byte that was moved; -1 as for the first")
    public long lastSeq;

    @Label("OS Thread Id")
    @Description(
            "OS thread that made the call, of a virtual thread its carrier, as this JVM numbers it")
    public long osThreadId;

    @Label("Error")
    @Description("Exception that the call ended with; null where it did not fail")
    public String error;

    private SocketIo() {}

    /**
     * Whether an operation of this duration is to be written; counts it for the throttle.
     *
     * <p>To stay the first static method: ClassInspector.hasStaticMethod (jdk.jfr.internal, JDK 25)
     * looks at no other when it asks whether a class of the boot loader is throttled.
     *
     * @param duration ticks
     * @param end ticks
     * @return true if it is to be committed
     */
    public static boolean shouldThrottleCommit(long duration, long end) {
        return false;
    }

    /**
     * Whether an operation reaches the threshold.
     *
     * @param duration ticks
     * @return false also where no recording wants the event
     */
    public static boolean shouldCommit(long duration) {
        return false;
    }

    /**
     * Whether a recording wants the event.
     *
     * @return false also before JFR has prepared this class
     */
    public static boolean enabled() {
        return false;
    }

    /**
     * The present time.
     *
     * @return ticks; 0 before JFR has prepared this class
     */
    public static long timestamp() {
        return 0;
    }

    /**
     * Writes an event of the current thread.
     *
     * @param start ticks
     * @param duration ticks
     * @param operation see the field
     * @param fd see the field
     * @param flow see the field
     * @param localAddress see the field
     * @param localPort see the field
     * @param remoteAddress see the field
     * @param remotePort see the field
     * @param bytes see the field
     * @param firstSeq see the field
     * @param lastSeq see the field
     * @param osThreadId see the field
     * @param error see the field
     */
    public static void commit(
            long start,
            long duration,
            String operation,
            int fd,
            long flow,
            String localAddress,
            int localPort,
            String remoteAddress,
            int remotePort,
            long bytes,
            long firstSeq,
            long lastSeq,
            long osThreadId,
            String error) {}
}
