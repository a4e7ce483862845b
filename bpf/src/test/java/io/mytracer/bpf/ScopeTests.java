package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.filter.PortRange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Packets of other processes, made by bash. */
class ScopeTests {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int DESTINATION_UNREACHABLE = 3;

    /** A process that sends a datagram for each line that it gets. */
    private static final String SENDER =
            "exec 3<>/dev/udp/127.0.0.1/$0; echo ready; while read l; do echo $l >&3; done";

    private record Seen(Hop hop, int protocol, int from, int to, int tid, int icmpType) {
        boolean hasPort(int port) {
            return from == port || to == port;
        }
    }

    private final List<Seen> seen = new ArrayList<>();
    private PacketTracer tracer;

    @BeforeAll
    static void needsTheKernel() {
        Optional<Finding> failure = KernelCheck.firstFailure(null);
        assumeTrue(
                failure.isEmpty(), () -> "needs BPF: " + failure.map(Finding::detail).orElse(""));
    }

    @AfterEach
    void close() {
        if (tracer != null) {
            tracer.close();
        }
    }

    @Test
    void everybodysPacketsAreFollowed() throws Exception {
        int port = closedPort();
        attach(Scope.EVERYBODY, PacketFilter.ALL);
        Process bash = start(port);
        end(bash);

        assertThat(seen)
                .filteredOn(s -> s.to() == port)
                .extracting(Seen::hop)
                .contains(Hop.NET_DEV_QUEUE, Hop.NETIF_RECEIVE_SKB, Hop.KFREE_SKB);
        assertThat(seen)
                .filteredOn(s -> s.to() == port && s.hop() == Hop.NET_DEV_QUEUE)
                .extracting(Seen::tid)
                .containsOnly((int) bash.pid());
        assertThat(seen)
                .filteredOn(s -> Protocol.ICMP.has(s.protocol()))
                .extracting(Seen::icmpType)
                .contains(DESTINATION_UNREACHABLE);
    }

    @Test
    void theFilterNarrowsWhatIsEverybodys() throws Exception {
        try (DatagramSocket wanted = new DatagramSocket(0, LOOPBACK);
                DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
            attach(Scope.EVERYBODY, ports(wanted.getLocalPort()));
            end(start(wanted.getLocalPort()));
            end(start(other.getLocalPort()));

            assertThat(seen).isNotEmpty().allMatch(s -> s.hasPort(wanted.getLocalPort()));
        }
    }

    @Test
    void namespacesNarrowWhatIsEverybodys() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            attach(
                    Scope.EVERYBODY,
                    new PacketFilter(List.of(), List.of(), Set.of(), 1, PacketFilter.ANY_ICMP_ID));
            end(start(socket.getLocalPort()));

            assertThat(seen).isEmpty();
        }
    }

    @Test
    void onlySocketsOfTheProcessAreFollowed() throws Exception {
        try (DatagramSocket own = new DatagramSocket(0, LOOPBACK);
                DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
            Process bash = start(peer.getLocalPort());
            attach(new Scope(Math.toIntExact(bash.pid())), PacketFilter.ALL);
            own.send(new DatagramPacket(new byte[1], 1, peer.getLocalSocketAddress()));
            end(bash);

            assertThat(seen).isNotEmpty();
            assertThat(seen)
                    .filteredOn(s -> s.hop() == Hop.SOCK_SEND_LENGTH)
                    .extracting(Seen::tid)
                    .containsOnly((int) bash.pid());
            assertThat(seen).noneMatch(s -> s.hasPort(own.getLocalPort()));
        }
    }

    private static int closedPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static PacketFilter ports(int port) {
        return new PacketFilter(List.of(PortRange.of(port)), List.of(), Set.of());
    }

    private void attach(Scope scope, PacketFilter filter) {
        tracer =
                PacketTracer.attach(
                        new TracerSettings(
                                NativeLibrary.find(null),
                                scope,
                                filter,
                                1 << 20,
                                1024,
                                null,
                                HopFilter.CURATED,
                                StackMode.NONE,
                                line -> {}));
    }

    private static Process start(int port) throws IOException {
        Process bash =
                new ProcessBuilder("bash", "-c", SENDER, Integer.toString(port))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader lines = bash.inputReader();
        assertThat(lines.readLine()).isEqualTo("ready");
        return bash;
    }

    /** Has it send a datagram, and takes what the kernel tells of it. */
    private void end(Process bash) throws IOException, InterruptedException {
        bash.outputWriter().write("one\n");
        bash.outputWriter().close();
        assertThat(bash.waitFor()).isZero();
        int ignored = tracer.drain(this::keep);
    }

    /** What is surely of the scope, and has headers. */
    private void keep(HopRecord record) {
        if (record.tentative() || record.bare()) {
            return;
        }
        seen.add(
                new Seen(
                        record.hop(),
                        record.protocol(),
                        record.sourcePort(),
                        record.destinationPort(),
                        record.tid(),
                        record.icmpType()));
    }
}
