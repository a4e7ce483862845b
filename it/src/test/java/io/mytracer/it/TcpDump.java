package io.mytracer.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A capture on the loopback device, the witness that recordings are compared with. That it has seen
 * everything up to now is known from marker datagrams, which are no part of what it returns.
 */
public final class TcpDump implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Output err;
    private final Path file;
    private final DatagramSocket marker;

    private TcpDump(Process process, Path file, DatagramSocket marker) {
        this.process = process;
        this.file = file;
        this.marker = marker;
        err = new Output(process.getErrorStream(), "tcpdump");
    }

    /**
     * Starts a capture and waits until it is on.
     *
     * @param filter such as {@code tcp port 80}
     * @param file to write to
     */
    public static TcpDump start(String filter, Path file) throws IOException, InterruptedException {
        DatagramSocket marker = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        String withMarker = "(" + filter + ") or udp port " + marker.getLocalPort();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "tcpdump",
                                        "--immediate-mode",
                                        "--buffer-size=65536",
                                        "--snapshot-length=128",
                                        "--packet-buffered",
                                        "--interface=lo",
                                        "-n",
                                        "-Z",
                                        "root",
                                        "-w",
                                        file.toString(),
                                        withMarker))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        TcpDump dump = new TcpDump(process, file, marker);
        try {
            dump.err.await("tcpdump: listening on", PATIENCE);
        } catch (AssertionError e) {
            dump.close();
            throw e;
        }
        return dump;
    }

    /** Ends the capture and returns what it saw. */
    public List<Segment> stop() throws IOException, InterruptedException {
        mark(1);
        mark(2); // the first may have come by another CPU than packets sent just before it
        process.toHandle().destroy(); // Process.destroy() would close its stderr
        if (!process.waitFor(Slowness.allow(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("tcpdump does not end");
        }
        if (err.all().stream().noneMatch("0 packets dropped by kernel"::equals)) {
            throw new AssertionError("the witness was too slow: " + err.lines());
        }
        return PcapFile.read(file).stream().filter(s -> !isMarker(s)).toList();
    }

    private void mark(int number) throws IOException, InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        marker.send(new DatagramPacket(new byte[1], 1, loopback, marker.getLocalPort()));
        Await.until(
                "marker " + number + " is captured",
                PATIENCE,
                () -> PcapFile.read(file).stream().filter(this::isMarker).count() >= number);
    }

    private boolean isMarker(Segment segment) {
        return segment.destinationPort() == marker.getLocalPort() && segment.flags().isEmpty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        marker.close();
    }
}
