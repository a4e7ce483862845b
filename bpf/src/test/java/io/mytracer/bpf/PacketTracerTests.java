package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** On this kernel, with sockets of this JVM. */
@Timeout(120)
class PacketTracerTests {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<Seen> seen = new ArrayList<>();
    private final Set<Integer> ownPorts = new HashSet<>();
    private PacketTracer tracer;

    /** What one record told. */
    record Seen(
            int kind,
            Hop hop,
            long packet,
            long flow,
            long time,
            int sourcePort,
            int destinationPort,
            int protocol,
            int direction,
            int tid,
            String source,
            String destination,
            boolean bare,
            boolean tentative,
            boolean cause,
            int value,
            int frames,
            long location) {
        boolean hasPort(int port) {
            return sourcePort == port || destinationPort == port;
        }

        boolean isFlow() {
            return kind == HopRecord.FLOW_OPENED || kind == HopRecord.FLOW_ENDED;
        }
    }

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
    void everyRecordIsReceivedOrCountedAsLost() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        exchange(LOOPBACK);
        datagram(LOOPBACK, LOOPBACK);
        tracer.silence();
        drain();

        TracerCounters counters = tracer.counters();
        assertThat(counters.received()).isEqualTo(seen.size()).isPositive();
        assertThat(counters.produced()).isEqualTo(counters.received() + counters.ringFull());
        assertThat(counters.ringFull()).isZero();
        assertThat(counters.mapFull()).isZero();
        assertThat(counters.packets()).isPositive();
    }

    @Test
    void aRingThatIsTooSmallLosesRecordsAndCountsThem() throws Exception {
        attach(PacketFilter.ALL, 4096);
        for (int i = 0; i < 20; i++) {
            exchange(LOOPBACK);
        }
        tracer.silence();
        drain();

        TracerCounters counters = tracer.counters();
        assertThat(counters.ringFull()).isPositive();
        assertThat(counters.received()).isEqualTo(seen.size()).isPositive();
        assertThat(counters.produced()).isEqualTo(counters.received() + counters.ringFull());
    }

    @Test
    void aConnectionIsSeenFromItsFirstToItsLastPacket() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        int port = exchange(LOOPBACK);
        drain();

        List<Seen> own = seen.stream().filter(s -> s.hasPort(port)).toList();
        assertThat(own).filteredOn(s -> !s.isFlow()).extracting(Seen::protocol).containsOnly(6);
        assertThat(own)
                .extracting(Seen::hop)
                .contains(
                        Hop.NET_DEV_QUEUE,
                        Hop.NET_DEV_START_XMIT,
                        Hop.NETIF_RX,
                        Hop.NETIF_RECEIVE_SKB,
                        Hop.SKB_COPY_DATAGRAM_IOVEC,
                        Hop.SOCK_SEND_LENGTH,
                        Hop.SOCK_RECV_LENGTH);
        assertThat(own)
                .filteredOn(s -> s.hop() == Hop.SOCK_SEND_LENGTH)
                .extracting(Seen::tid)
                .isNotEmpty()
                .doesNotContain(0);
        // SYN, SYN,ACK, ACK, data both ways, FIN both ways.
        assertThat(own.stream().map(Seen::packet).filter(id -> id != 0).distinct().count())
                .isBetween(5L, 20L);
    }

    @Test
    void onlyOwnSocketsAreSeen() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path source = Files.createTempFile("Foreign", ".java");
        try {
            Files.writeString(source, FOREIGN);
            Process foreign = new ProcessBuilder(java, source.toString()).inheritIO().start();
            for (int i = 0; i < 10; i++) {
                exchange(LOOPBACK);
                datagram(LOOPBACK, LOOPBACK);
                drain();
            }
            assertThat(foreign.waitFor()).isZero();
        } finally {
            Files.delete(source);
        }
        drain();

        assertThat(seen)
                .filteredOn(s -> !s.bare() && !s.tentative())
                .isNotEmpty()
                .allSatisfy(s -> assertThat(ownPorts).anyMatch(s::hasPort));
    }

    private static final String FOREIGN =
            """
            class Foreign {
                public static void main(String[] args) throws Exception {
                    var loopback = java.net.InetAddress.getLoopbackAddress();
                    try (var server = new java.net.ServerSocket(0, 5, loopback)) {
                        for (int i = 0; i < 20; i++) {
                            try (var a = new java.net.Socket(loopback, server.getLocalPort());
                                    var b = server.accept()) {
                                a.getOutputStream().write(1);
                                b.getInputStream().read();
                            }
                        }
                    }
                }
            }
            """;

    @Test
    void socketsThatWereOpenBeforeAreSeen() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort());
                Socket accepted = server.accept();
                DatagramSocket udp = new DatagramSocket(0, LOOPBACK);
                DatagramSocket sender = new DatagramSocket(0, LOOPBACK)) {
            attach(PacketFilter.ALL, 1 << 20);
            assertThat(tracer.counters().flows()).isGreaterThanOrEqualTo(5);
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            sender.send(new DatagramPacket(new byte[3], 3, LOOPBACK, udp.getLocalPort()));
            udp.receive(new DatagramPacket(new byte[3], 3));
            drain();

            assertThat(hops(server.getLocalPort())).contains(Hop.NETIF_RECEIVE_SKB);
            assertThat(hops(udp.getLocalPort())).contains(Hop.NETIF_RECEIVE_SKB);
        }
    }

    @Test
    void addressesAreThoseOfTheSockets() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        int v4 = exchange(LOOPBACK);
        drain();
        assertThat(seen)
                .filteredOn(s -> s.hasPort(v4) && !s.bare() && !s.isFlow())
                .isNotEmpty()
                .allSatisfy(
                        s -> {
                            assertThat(s.source()).isEqualTo("127.0.0.1");
                            assertThat(s.destination()).isEqualTo("127.0.0.1");
                        });
        seen.clear();

        assumeTrue(hasIpv6(), "needs IPv6");
        int v6 = exchange(InetAddress.ofLiteral("::1"));
        drain();
        assertThat(seen)
                .filteredOn(s -> s.hasPort(v6) && !s.bare() && !s.isFlow())
                .isNotEmpty()
                .allSatisfy(
                        s -> {
                            assertThat(s.source()).isEqualTo("0:0:0:0:0:0:0:1");
                            assertThat(s.destination()).isEqualTo("0:0:0:0:0:0:0:1");
                        });
    }

    @Test
    void recordsOfACpuAreInOrderAndInThePresent() throws Exception {
        long before = System.nanoTime();
        attach(PacketFilter.ALL, 1 << 20);
        exchange(LOOPBACK);
        drain();
        long after = System.nanoTime();

        assertThat(seen).extracting(Seen::time).allMatch(time -> before <= time && time <= after);
        assertThat(seen)
                .allSatisfy(
                        s -> {
                            assertThat(s.kind()).isBetween(1, 7);
                            assertThat(s.hop() == null).isEqualTo(s.isFlow());
                            assertThat(s.direction()).isBetween(0, 2);
                        });
    }

    @Test
    void aDatagramThatNobodyReadIsDroppedWithItsPayload() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                DatagramSocket sender = new DatagramSocket(0, LOOPBACK)) {
            send(sender, LOOPBACK, receiver.getLocalPort());
        }
        // The kernel frees the socket later than it is closed (SOCK_RCU_FREE).
        await(() -> seen.stream().anyMatch(s -> s.kind() == HopRecord.DROP));
        assertThat(seen)
                .filteredOn(s -> s.kind() == HopRecord.DROP)
                .singleElement()
                .satisfies(
                        s -> {
                            assertThat(s.cause()).isTrue();
                            assertThat(s.value()).isEqualTo(8);
                            assertThat(s.frames()).isPositive();
                            assertThat(s.location()).isNotZero();
                        });
    }

    @Test
    void everyHopHasItsStackWhereAllAreWanted() throws Exception {
        attach(PacketFilter.ALL, 1 << 22, StackMode.ALL);
        exchange(LOOPBACK);
        datagram(LOOPBACK, LOOPBACK);
        tracer.silence();
        drain();

        // That of __tcp_transmit_skb() is told later, when the packet is known.
        assertThat(packetHops())
                .filteredOn(s -> s.hop() != Hop.TCP_TRANSMIT_SKB)
                .hasSizeGreaterThan(20)
                .allSatisfy(s -> assertThat(s.frames()).as("%s", s.hop()).isPositive());
        assertThat(tracer.counters().produced()).isEqualTo(seen.size());
        assertThat(tracer.counters().stackLost()).isZero();
    }

    @Test
    void onePacketInSixtyFourIsSampled() throws Exception {
        attach(PacketFilter.ALL, 1 << 22, StackMode.SAMPLED);
        for (int i = 0; i < 60; i++) {
            exchange(LOOPBACK);
        }
        tracer.silence();
        drain();

        Set<Long> sampled = new HashSet<>();
        Set<Long> others = new HashSet<>();
        packetHops().stream()
                .filter(s -> s.hop() != Hop.TCP_TRANSMIT_SKB)
                .forEach(s -> (s.frames() > 0 ? sampled : others).add(s.packet()));
        assertThat(sampled).isNotEmpty().doesNotContainAnyElementsOf(others);
        assertThat(others.size()).isBetween(40 * sampled.size(), 100 * sampled.size());
        assertThat(tracer.counters().produced()).isEqualTo(seen.size());
    }

    @Test
    void nothingHasAStackWhereNoneIsWanted() throws Exception {
        attach(PacketFilter.ALL, 1 << 20, StackMode.NONE);
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                DatagramSocket sender = new DatagramSocket(0, LOOPBACK)) {
            send(sender, LOOPBACK, receiver.getLocalPort());
        }
        await(() -> seen.stream().anyMatch(s -> s.kind() == HopRecord.DROP));

        assertThat(seen).extracting(Seen::frames).containsOnly(0);
        assertThat(tracer.counters().stackLost()).isZero();
    }

    @Test
    void portsNarrow() throws Exception {
        try (ServerSocket wanted = new ServerSocket(0, 5, LOOPBACK)) {
            attach(
                    new PacketFilter(
                            List.of(PortRange.of(wanted.getLocalPort())), List.of(), Set.of()),
                    1 << 20);
            exchange(wanted);
            exchange(LOOPBACK);
            datagram(LOOPBACK, LOOPBACK);
            drain();

            assertThat(packets()).isNotEmpty().allMatch(s -> s.hasPort(wanted.getLocalPort()));
        }
    }

    @Test
    void protocolsNarrow() throws Exception {
        attach(new PacketFilter(List.of(), List.of(), Set.of(Protocol.UDP)), 1 << 20);
        exchange(LOOPBACK);
        datagram(LOOPBACK, LOOPBACK);
        drain();
        assertThat(packets()).isNotEmpty().extracting(Seen::protocol).containsOnly(17);
        tracer.close();
        seen.clear();

        attach(new PacketFilter(List.of(), List.of(), Set.of(Protocol.TCP)), 1 << 20);
        exchange(LOOPBACK);
        datagram(LOOPBACK, LOOPBACK);
        drain();
        assertThat(packets()).isNotEmpty().extracting(Seen::protocol).containsOnly(6);
    }

    @Test
    void hostsNarrow() throws Exception {
        InetAddress other = InetAddress.ofLiteral("127.0.0.2");
        attach(
                new PacketFilter(List.of(), List.of(AddressBlock.parse("127.0.0.2")), Set.of()),
                1 << 20);
        int wanted = exchange(other);
        exchange(LOOPBACK);
        datagram(LOOPBACK, LOOPBACK);
        int wantedUdp = datagram(other, other);
        drain();

        assertThat(packets()).isNotEmpty().allMatch(s -> s.hasPort(wanted) || s.hasPort(wantedUdp));
        assertThat(packets()).anyMatch(s -> s.hasPort(wanted));
        assertThat(packets()).anyMatch(s -> s.hasPort(wantedUdp));
    }

    @Test
    void closedConnectionsAreForgottenAfterTheirLastPackets() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        long before = tracer.counters().flows();
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            Socket client = new Socket(LOOPBACK, server.getLocalPort());
            Socket accepted = server.accept();
            assertThat(tracer.counters().flows()).isEqualTo(before + 3);
            client.setSoLinger(true, 0); // a reset: no TIME_WAIT
            client.close();
            accepted.close();
        }
        drain();
        assertThat(tracer.counters().flows()).as("packets may follow").isEqualTo(before + 2);
        await(() -> tracer.counters().flows() == before);
    }

    @Test
    void closedDatagramSocketsAreForgotten() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        long before = tracer.counters().flows();
        for (InetAddress bound : new InetAddress[] {LOOPBACK, null}) {
            datagram(bound, LOOPBACK);
            assertThat(tracer.counters().flows()).as("bound to %s", bound).isGreaterThan(before);
            await(() -> tracer.counters().flows() == before);
        }
    }

    @Test
    void aSocketBoundToTheWildcardAddressOutlivesAnotherOnItsPort() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        try (DatagramSocket wildcard = new DatagramSocket(null)) {
            wildcard.setReuseAddress(true);
            wildcard.bind(new InetSocketAddress(0));
            InetAddress other = InetAddress.ofLiteral("127.0.0.3");
            try (DatagramSocket specific = new DatagramSocket(null)) {
                specific.setReuseAddress(true);
                specific.bind(new InetSocketAddress(other, wildcard.getLocalPort()));
                send(wildcard, LOOPBACK, specific.getLocalPort());
                send(specific, LOOPBACK, 9);
                await(() -> tracer.counters().flows() >= 3);
            }
            long deadline = System.nanoTime() + 2_500_000_000L;
            await(() -> System.nanoTime() - deadline > 0);
            seen.clear();
            sendFromElsewhere(wildcard.getLocalPort());
            drain();
            assertThat(seen)
                    .filteredOn(s -> s.destinationPort() == wildcard.getLocalPort())
                    .isNotEmpty()
                    .noneMatch(Seen::tentative);
        }
    }

    @Test
    void whoseADatagramIsComesOut() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
            // Bound, which no tracepoint tells, and not used yet.
            List<Boolean> owned = new ArrayList<>();
            send(stranger, LOOPBACK, receiver.getLocalPort());
            await(
                    () -> {
                        tracer.drain(record -> {});
                        send(stranger, LOOPBACK, receiver.getLocalPort());
                        tracer.drain(
                                record -> {
                                    if (record.kind() == HopRecord.HOP
                                            && record.hop() == Hop.NETIF_RECEIVE_SKB
                                            && record.destinationPort()
                                                    == receiver.getLocalPort()) {
                                        owned.add(tracer.receiver(record).isPresent());
                                    }
                                });
                        return owned.contains(true);
                    });
        }
    }

    @Test
    void aPortThatIsSomebodyElsesIsLeftOutForSomeSeconds() throws Exception {
        attach(PacketFilter.ALL, 1 << 20);
        int port = 40_999;
        tracer.disown(port);
        sendFromElsewhere(port);
        drain();
        assertThat(seen).filteredOn(s -> s.hasPort(port)).isEmpty();

        await(
                () -> {
                    sendFromElsewhere(port);
                    return seen.stream().anyMatch(s -> s.hasPort(port) && s.tentative());
                });
    }

    @Test
    void attachingAndClosingLeavesNoDescriptorOpen() throws Exception {
        attach(PacketFilter.ALL, 1 << 16);
        tracer.close();
        long before = descriptors();
        for (int i = 0; i < 10; i++) {
            attach(PacketFilter.ALL, 1 << 16);
            exchange(LOOPBACK);
            drain();
            tracer.close();
        }
        assertThat(descriptors()).isEqualTo(before);
    }

    @Test
    void attachingInVainLeavesNoDescriptorAndNoMappingOpen() throws Exception {
        NativeLibrary library = NativeLibrary.find(null);
        long before = descriptors();
        long mappings = mappings();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(
                            () ->
                                    PacketTracer.attach(
                                            new TracerSettings(
                                                    library,
                                                    Scope.own(),
                                                    PacketFilter.ALL,
                                                    1 << 16,
                                                    0,
                                                    null,
                                                    HopFilter.CURATED,
                                                    StackMode.DROPS,
                                                    line -> {})));
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(mappings()).isEqualTo(mappings);
    }

    @Test
    void tellsWhatItWatches() {
        attach(PacketFilter.ALL, 1 << 16);
        assertThat(tracer.hops()).contains(Places.SOCKETS, "netif_receive_skb");
        List<String> all = new ArrayList<>(tracer.hops());
        tracer.missing().forEach(missing -> all.add(missing.function()));
        assertThat(all)
                .doesNotHaveDuplicates()
                .contains(Places.SOCKETS)
                .containsAll(Hop.functions());
        assertThat(tracer.missing()).allMatch(hop -> hop.reason() != null);
        assertThat(tracer.backends()).startsWith("tp_btf");
        assertThat(tracer.backend(Hop.NETIF_RECEIVE_SKB)).isEqualTo(Backend.TRACEPOINT);
    }

    private void attach(PacketFilter filter, int ringBytes) {
        attach(filter, ringBytes, StackMode.DROPS);
    }

    private void attach(PacketFilter filter, int ringBytes, StackMode stacks) {
        tracer =
                PacketTracer.attach(
                        new TracerSettings(
                                NativeLibrary.find(null),
                                Scope.own(),
                                filter,
                                ringBytes,
                                1024,
                                null,
                                HopFilter.CURATED,
                                stacks,
                                line -> {}));
    }

    private void drain() {
        int ignored = tracer.drain(this::keep);
    }

    private void keep(HopRecord record) {
        seen.add(
                new Seen(
                        record.kind(),
                        record.hop(),
                        record.packet(),
                        record.flow(),
                        record.time(),
                        record.sourcePort(),
                        record.destinationPort(),
                        record.protocol(),
                        record.direction(),
                        record.tid(),
                        source(record),
                        destination(record),
                        record.bare(),
                        record.tentative(),
                        record.hasCause(),
                        record.value(),
                        record.frames(),
                        record.hasCause() ? record.location() : 0));
    }

    private List<Seen> packetHops() {
        return seen.stream().filter(s -> s.kind() == HopRecord.HOP && s.packet() != 0).toList();
    }

    /** What has been seen of certain packets. */
    private List<Seen> packets() {
        return seen.stream()
                .filter(s -> !s.bare() && !s.tentative() && !s.isFlow() && s.packet() != 0)
                .toList();
    }

    private List<Hop> hops(int port) {
        return seen.stream().filter(s -> s.hasPort(port)).map(Seen::hop).toList();
    }

    /** Drains and ticks until something is so. */
    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            drain();
            tracer.tick();
            Thread.sleep(20);
        }
    }

    private static String source(HopRecord record) {
        byte[] bytes = new byte[16];
        record.source(bytes);
        return text(bytes);
    }

    private static String destination(HopRecord record) {
        byte[] bytes = new byte[16];
        record.destination(bytes);
        return text(bytes);
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection with a byte each way; returns the listener's port. */
    private int exchange(InetAddress address) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, address)) {
            exchange(server);
            return server.getLocalPort();
        }
    }

    private void exchange(ServerSocket server) throws IOException {
        try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            ownPorts.add(server.getLocalPort());
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            accepted.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    /** A datagram; returns the receiver's port. */
    private int datagram(InetAddress bound, InetAddress to) throws IOException {
        try (DatagramSocket receiver = new DatagramSocket(0, bound);
                DatagramSocket sender = new DatagramSocket(0, bound)) {
            ownPorts.add(sender.getLocalPort());
            ownPorts.add(receiver.getLocalPort());
            send(sender, to, receiver.getLocalPort());
            receiver.receive(new DatagramPacket(new byte[8], 8));
            return receiver.getLocalPort();
        }
    }

    private static void send(DatagramSocket from, InetAddress to, int port) {
        try {
            from.send(new DatagramPacket(new byte[8], 8, to, port));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** By another process, of which only the packet is seen. */
    private static void sendFromElsewhere(int port) {
        try {
            Process shell =
                    new ProcessBuilder("bash", "-c", "echo x > /dev/udp/127.0.0.1/" + port)
                            .redirectErrorStream(true)
                            .start();
            shell.getInputStream().readAllBytes();
            int ignored = shell.waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return server.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private static long mappings() throws IOException {
        try (Stream<String> all = Files.lines(Path.of("/proc/self/maps"))) {
            return all.filter(line -> line.contains("bpf-map") || line.contains("bpf_")).count();
        }
    }
}
