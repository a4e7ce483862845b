package io.mytracer.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A capture on a device, the witness that recordings are compared with. That it has seen everything
 * up to now is known from marker datagrams, which are no part of what it returns.
 */
public final class TcpDump implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** RFC 863: who gets something throws it away. */
    private static final int DISCARD = 9;

    /** Sends a datagram through the device. */
    @FunctionalInterface
    private interface Marker {
        void send() throws IOException, InterruptedException;
    }

    private final Process process;
    private final Output err;
    private final Path file;
    private final int markerPort;
    private final Marker marker;

    private TcpDump(Process process, Path file, int markerPort, Marker marker) {
        this.process = process;
        this.file = file;
        this.markerPort = markerPort;
        this.marker = marker;
        err = new Output(process.getErrorStream(), "tcpdump");
    }

    /**
     * Starts a capture on the loopback device and waits until it is on.
     *
     * @param filter such as {@code tcp port 80}
     * @param file to write to
     */
    public static TcpDump start(String filter, Path file) throws IOException, InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (DatagramSocket free = new DatagramSocket(0, loopback)) {
            port = free.getLocalPort();
        }
        Marker marker =
                () -> {
                    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
                        socket.send(new DatagramPacket(new byte[1], 1, loopback, port));
                    }
                };
        return start(new String[0], "lo", filter, file, port, marker);
    }

    /**
     * Starts a capture of what a namespace sends and receives through a device.
     *
     * @param device such as {@code va}
     * @param neighbour IPv4 address at the other end of the device
     */
    public static TcpDump start(
            Namespace namespace, String device, String neighbour, String filter, Path file)
            throws IOException, InterruptedException {
        String send =
                ("perl -MIO::Socket::INET -e 'IO::Socket::INET->new(Proto => q(udp), PeerAddr =>"
                                + " q(%s:%d))->send(q(x))'")
                        .formatted(neighbour, DISCARD);
        return start(namespace.inside(), device, filter, file, DISCARD, () -> namespace.run(send));
    }

    private static TcpDump start(
            String[] prefix, String device, String filter, Path file, int markerPort, Marker marker)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(prefix));
        words.addAll(
                List.of(
                        "tcpdump",
                        "--immediate-mode",
                        "--buffer-size=65536",
                        "--snapshot-length=128",
                        "--packet-buffered",
                        "--interface=" + device,
                        "-n",
                        "-Z",
                        "root",
                        "-w",
                        file.toString(),
                        "(" + filter + ") or udp port " + markerPort));
        Process process =
                new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        TcpDump dump = new TcpDump(process, file, markerPort, marker);
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
        marker.send();
        Await.until(
                "marker " + number + " is captured",
                PATIENCE,
                () -> PcapFile.read(file).stream().filter(this::isMarker).count() >= number);
    }

    private boolean isMarker(Segment segment) {
        return segment.destinationPort() == markerPort && segment.flags().isEmpty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
