package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Many connections, whose packets live in the same memory again and again. */
@NeedsBpf
class ShortConnectionsTests {
    private static final int CONNECTIONS =
            Integer.getInteger("mytracer.it.short.connections", 5000);
    private static final Duration AT_MOST =
            Duration.ofSeconds(Integer.getInteger("mytracer.it.short.seconds", 60));

    /** A few of the places, from the first to the last: the recording is large as it is. */
    private static final String HOPS =
            "^(net_dev_queue|netif_rx|netif_receive_skb|tcp_v4_rcv|tcp_data_queue"
                    + "|skb_copy_datagram_iovec|consume_skb|kfree_skb)$";

    private record Tuple(String source, int sourcePort, String destination, int destinationPort) {
        static Tuple of(RecordedEvent hop) {
            return new Tuple(
                    hop.getString("sourceAddress"),
                    hop.getInt("sourcePort"),
                    hop.getString("destinationAddress"),
                    hop.getInt("destinationPort"));
        }
    }

    @TempDir Path directory;

    @Test
    void noPacketIdHasHopsOfTwoTuples() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("short.jfr");
        int connections;
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,maxsize=none,hops=" + HOPS + ",recording=" + file)
                        .start("127.0.0.1", port, "virtual")) {
            server.port();
            connections = connect(port);
            server.endTraced();
        }
        verify(file, port, connections);
    }

    /** Returns how many connections there have been; every other one ends with a reset. */
    private static int connect(int port) throws IOException {
        InetAddress address = InetAddress.getLoopbackAddress();
        long begin = System.nanoTime();
        int connections = 0;
        while (connections < CONNECTIONS && System.nanoTime() - begin < AT_MOST.toNanos()) {
            Socket socket = new Socket(address, port);
            Echo.request(socket, 1 + connections % 2000);
            if (connections++ % 2 == 0) {
                Echo.close(socket);
            } else {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
        System.out.printf(
                "%d connections in %d ms%n",
                connections, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        return connections;
    }

    private static void verify(Path file, int port, int connections) throws IOException {
        Map<Long, Tuple> packets = new HashMap<>();
        Set<Integer> clients = new HashSet<>();
        Map<Long, Set<Tuple>> mixed = new HashMap<>();
        long hops = 0;
        long lost = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                switch (event.getEventType().getName()) {
                    case "mytracer.TracerLoss" -> lost += event.getLong("ringFull");
                    case "mytracer.SkbHop" -> {
                        hops++;
                        Tuple tuple = Tuple.of(event);
                        long id = event.getLong("packetId");
                        Tuple first = packets.putIfAbsent(id, tuple);
                        if (id != 0 && first != null && !first.equals(tuple)) {
                            mixed.computeIfAbsent(id, key -> new HashSet<>(Set.of(first)))
                                    .add(tuple);
                        }
                        if (tuple.destinationPort() == port) {
                            clients.add(tuple.sourcePort());
                        }
                    }
                    default -> {}
                }
            }
        }
        System.out.printf(
                "%d packets with %d hops of %d clients' ports, %d records lost%n",
                packets.size(), hops, clients.size(), lost);
        assertThat(mixed).as("packets with hops of two tuples").isEmpty();
        assertThat(packets).hasSizeGreaterThan(connections);
    }
}
