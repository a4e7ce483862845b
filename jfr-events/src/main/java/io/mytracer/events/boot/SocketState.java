package io.mytracer.events.boot;

import io.mytracer.events.FlowId;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;
import jdk.jfr.events.StackFilter;

/**
 * A socket of the JDK was bound, listens, has a connection, has none any more, or failed to get it.
 *
 * <p>JFR fills in the static methods, see {@link SocketIo}. Times are JFR ticks. Thread-safe; there
 * are no instances.
 */
@Name("mytracer.SocketState")
@Label("Socket State")
@Description("The JVM opened, connected or closed a socket, or failed to")
@Category({"mytracer", "Sockets"})
@Enabled(false)
@StackTrace(true)
@StackFilter({
    "io.mytracer.boot.SocketHooks",
    "io.mytracer.socket.SocketWatch",
    "io.mytracer.socket.StateEvents"
})
public final class SocketState extends Event {

    @Label("Operation")
    @Description(
            "bind, listen, connect, accept, disconnect or close; a connect lasts from its call to "
                    + "its end")
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
    @Description("Numeric IP address of the other end; null where there is none")
    public String remoteAddress;

    @Label("Remote Port")
    @Description("Port of the other end, 0 where there is none")
    public int remotePort;

    @Label("OS Thread Id")
    @Description(
            "OS thread that made the call, of a virtual thread its carrier, as this JVM numbers it")
    public long osThreadId;

    @Label("Error")
    @Description("Exception that the operation ended with; null where it did not fail")
    public String error;

    private SocketState() {}

    /**
     * Whether an operation reaches the threshold, if the user has set one.
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
            long osThreadId,
            String error) {}
}
