package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.packet.PacketOwner;
import io.mytracer.packet.PacketPaths;
import io.mytracer.packet.Records;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

class EventEmitterTests {
    private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

    @Name("io.mytracer.emit.Marker")
    @StackTrace(false)
    static final class Marker extends Event {}

    @TempDir private Path directory;
    private Recording recording;
    private EventEmitter emitter;
    private Backend backend = Backend.TRACEPOINT;

    @BeforeEach
    void record() {
        assumeTrue(Files.exists(VMLINUX), "needs a kernel with BTF");
        recording = new Recording();
        recording.enable(SkbHop.class);
        recording.enable(NetfilterVerdict.class);
        recording.enable(KernelDrop.class);
        recording.enable(TcpReset.class);
        recording.enable(TcpRetransmit.class);
        recording.enable(PacketPath.class);
        recording.start();
        emitter =
                new EventEmitter(
                        new KernelSymbols(),
                        new ReasonNames(Btf.vmlinux()),
                        new JavaThreads(null, CallingThreads.NONE),
                        ClosingStacks.NONE,
                        record ->
                                record.hop() == Hop.FUNCTION_WITH_SKB
                                        ? "function_" + record.value()
                                        : record.hop().function(),
                        hop -> backend);
        emitter.start();
    }

    @AfterEach
    void stop() {
        if (recording != null) {
            recording.close();
        }
    }

    @Test
    void aHopHasWhatTheKernelTold() throws Exception {
        emitter.hop(
                Records.hop(Hop.NETIF_RX, 42)
                        .time(System.nanoTime())
                        .from("10.0.0.1", 40000)
                        .to("2001:db8::1", 443)
                        .flow(77)
                        .seq(0xffff_ffffL)
                        .ack(5)
                        .length(1500)
                        .netns(0xf000_0001)
                        .tcpFlags(0x12)
                        .packetType(4)
                        .mac(0x0a1b_2c3d_4e5fL)
                        .device("eth0")
                        .skb(0xffff_8880_1234_5678L)
                        .cpu(3)
                        .view(),
                Stage.GRO,
                1_000_000,
                0);
        RecordedEvent event = only(SkbHop.class);

        assertThat(event.getLong("packetId")).isEqualTo(42);
        assertThat(event.getLong("flow")).isEqualTo(77);
        assertThat(event.getString("direction")).isEqualTo("IN");
        assertThat(event.getString("protocol")).isEqualTo("TCP");
        assertThat(event.getString("sourceAddress")).isEqualTo("10.0.0.1");
        assertThat(event.getInt("sourcePort")).isEqualTo(40000);
        assertThat(event.getString("destinationAddress")).isEqualTo("2001:db8::1");
        assertThat(event.getInt("destinationPort")).isEqualTo(443);
        assertThat(event.getString("tcpFlags")).isEqualTo("SYN,ACK");
        assertThat(event.getLong("seq")).isEqualTo(0xffff_ffffL);
        assertThat(event.getLong("ack")).isEqualTo(5);
        assertThat(event.getLong("length")).isEqualTo(1500);
        assertThat(event.getString("device")).isEqualTo("eth0");
        assertThat(event.getLong("netns")).isEqualTo(0xf000_0001L);
        assertThat(event.getLong("skb")).isEqualTo(0xffff_8880_1234_5678L);
        assertThat(event.getLong("osThreadId")).isZero();
        assertThat(event.getInt("cpu")).isEqualTo(3);
        assertThat(event.getThread()).isNull();
        assertThat(event.getString("stage")).isEqualTo(Stage.GRO.name());
        assertThat(event.getString("function")).isEqualTo("netif_rx");
        assertThat(event.getString("backend")).isNull();
        assertThat(event.getString("destinationMac")).isEqualTo("0a:1b:2c:3d:4e:5f");
        assertThat(event.getString("packetType")).isEqualTo("OUTGOING");
        assertThat(event.getDuration())
                .isBetween(Duration.ofNanos(990_000), Duration.ofNanos(1_010_000));
    }

    @Test
    void howAPlaceIsWatchedIsToldWhereItIsNotAsUsual() throws Exception {
        for (Backend each : Backend.values()) {
            backend = each;
            emitter.hop(
                    Records.hop(Hop.IP_RCV, 1 + each.ordinal()).time(System.nanoTime()).view(),
                    Stage.IP,
                    1000,
                    0);
        }

        assertThat(named(events(), name(SkbHop.class)))
                .extracting(event -> event.getString("backend"))
                .containsExactly(null, null, "kprobe.multi", "kprobe");
    }

    @Test
    void aFunctionBesideTheTableHasItsOwnName() throws Exception {
        emitter.hop(
                Records.hop(Hop.FUNCTION_WITH_SKB, 1).time(System.nanoTime()).value(12).view(),
                Stage.TCP,
                0,
                0);
        RecordedEvent event = only(SkbHop.class);

        assertThat(event.getString("function")).isEqualTo("function_12");
        assertThat(event.getString("stage")).isEqualTo("TCP");
        assertThat(event.getString("device")).isNull();
    }

    @Test
    void aSocketCallHasNoHeaderOfAPacket() throws Exception {
        emitter.hop(
                Records.hop(Hop.SOCK_SEND_LENGTH, 0)
                        .time(System.nanoTime())
                        .out()
                        .udp()
                        .flow(77)
                        .view(),
                Stage.SOCKET,
                0,
                0);
        RecordedEvent event = only(SkbHop.class);

        assertThat(event.getString("direction")).isEqualTo("OUT");
        assertThat(event.getString("protocol")).isEqualTo("UDP");
        assertThat(event.getString("tcpFlags")).isNull();
        assertThat(event.getString("packetType")).isNull();
        assertThat(event.getString("destinationMac")).isNull();
        assertThat(event.getString("device")).isNull();
    }

    @Test
    void eventsAreWrittenAtTheirKernelTime() throws Exception {
        new Marker().commit();
        long time = System.nanoTime();
        new Marker().commit();
        Thread.sleep(20);
        emitter.hop(Records.hop(Hop.NETIF_RX, 1).time(time).view(), Stage.GRO, 0, 0);
        List<RecordedEvent> events = events();

        List<RecordedEvent> markers = named(events, "io.mytracer.emit.Marker");
        RecordedEvent hop = named(events, name(SkbHop.class)).getFirst();
        assertThat(markers).hasSize(2);
        Duration error = Duration.ofNanos(50_000 + emitter.clockError());
        assertThat(hop.getStartTime())
                .isBetween(
                        markers.get(0).getStartTime().minus(error),
                        markers.get(1).getStartTime().plus(error));
        assertThat(hop.getDuration()).isLessThan(Duration.ofNanos(10));
    }

    @Test
    void eventsAreOnTheLaneOfTheirThread() throws Exception {
        Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
        int tid = Integer.parseInt(self.getFileName().toString());
        String before = Thread.currentThread().getName();
        Thread.currentThread().setName("emits-events");
        try {
            emitter.hop(
                    Records.hop(Hop.NETIF_RX, 1).time(System.nanoTime()).view(), Stage.GRO, 0, tid);
        } finally {
            Thread.currentThread().setName(before);
        }
        RecordedEvent event = only(SkbHop.class);
        assertThat(event.getThread().getJavaThreadId())
                .isEqualTo(Thread.currentThread().threadId());
        assertThat(event.getLong("osThreadId")).isEqualTo(tid);
    }

    @Test
    void aVerdictHasItsRuleAndTheTimeInside() throws Exception {
        long time = System.nanoTime();
        emitter.cause(
                Records.verdict(42, 0x10002)
                        .out()
                        .time(time)
                        .ended(time + 3_000_000)
                        .hook(1, 2, 3)
                        .table("fw")
                        .baseChain("out")
                        .chain("web")
                        .rule(3, 12)
                        .stack(0x1000, 0x2000)
                        .view(),
                null,
                0);
        RecordedEvent event = only(NetfilterVerdict.class);

        assertThat(event.getLong("packetId")).isEqualTo(42);
        assertThat(event.getString("direction")).isEqualTo("OUT");
        assertThat(event.getInt("destinationPort")).isEqualTo(80);
        assertThat(event.getString("family")).isEqualTo("inet");
        assertThat(event.getString("table")).isEqualTo("fw");
        assertThat(event.getString("baseChain")).isEqualTo("out");
        assertThat(event.getString("chain")).isEqualTo("web");
        assertThat(event.getString("hook")).isEqualTo("OUTPUT");
        assertThat(event.getString("rule")).isEqualTo("handle 12");
        assertThat(event.getBoolean("ruleInferred")).isFalse();
        assertThat(event.getString("verdict")).isEqualTo("DROP");
        assertThat(event.getString("kernelStack")).isEqualTo("0x1000\n0x2000");
        assertThat(event.getDuration())
                .isBetween(Duration.ofNanos(2_900_000), Duration.ofNanos(3_100_000));
    }

    @Test
    void aVerdictOfWhichLittleIsKnownSaysNoMore() throws Exception {
        emitter.cause(Records.verdict(42, 1).time(System.nanoTime()).view(), null, 0);
        RecordedEvent event = only(NetfilterVerdict.class);

        assertThat(event.getString("verdict")).isEqualTo("ACCEPT");
        assertThat(event.getString("hook")).isEqualTo("OUTPUT");
        assertThat(event.getString("table")).isNull();
        assertThat(event.getString("baseChain")).isNull();
        assertThat(event.getString("chain")).isNull();
        assertThat(event.getString("rule")).isNull();
        assertThat(event.getString("kernelStack")).isNull();
    }

    @Test
    void aDropHasReasonPlaceAndStack() throws Exception {
        emitter.cause(
                Records.drop(1)
                        .time(System.nanoTime())
                        .reason(reason("NO_SOCKET"))
                        .location(0xffff_ffff_0000_1000L)
                        .stack(0x1000, 0x2000)
                        .view(),
                Stage.RECEIVE,
                0);
        RecordedEvent event = only(KernelDrop.class);

        assertThat(event.getString("reason")).isEqualTo("NO_SOCKET");
        assertThat(event.getBoolean("reasonDerived")).isFalse();
        assertThat(event.getString("location")).isNotEmpty();
        assertThat(event.getString("stage")).isEqualTo("RECEIVE");
        assertThat(event.getString("kernelStack")).isEqualTo("0x1000\n0x2000");
    }

    @Test
    void aDropWithoutAReasonHasNone() throws Exception {
        emitter.cause(Records.drop(1).time(System.nanoTime()).view(), null, 0);
        RecordedEvent event = only(KernelDrop.class);

        assertThat(event.getString("reason")).isNull();
        assertThat(event.getString("location")).isNull();
        assertThat(event.getString("stage")).isNull();
        assertThat(event.getString("kernelStack")).isNull();
    }

    @Test
    void aResetHasItsCause() throws Exception {
        emitter.cause(
                Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, 1)
                        .time(System.nanoTime())
                        .state(1)
                        .view(),
                null,
                0);
        emitter.cause(
                Records.cause(HopRecord.RESET_RECEIVED, Hop.TCP_RECEIVE_RESET, 0)
                        .time(System.nanoTime())
                        .state(TcpStates.SYN_SENT)
                        .view(),
                null,
                0);
        List<RecordedEvent> events = named(events(), name(TcpReset.class));

        assertThat(events).hasSize(2);
        assertThat(events.get(0).getBoolean("sent")).isTrue();
        assertThat(events.get(0).getString("state")).isEqualTo("ESTABLISHED");
        assertThat(events.get(0).getString("reason")).isNull();
        assertThat(events.get(0).getString("cause")).isEqualTo("The kernel reset the connection.");
        assertThat(events.get(1).getBoolean("sent")).isFalse();
        assertThat(events.get(1).getString("state")).isEqualTo("SYN_SENT");
        assertThat(events.get(1).getString("cause"))
                .isEqualTo(ResetCauses.received(TcpStates.SYN_SENT).cause());
    }

    @Test
    void aRetransmissionHasItsKind() throws Exception {
        retransmit(Hop.TCP_RETRANSMIT_SYNACK, 12, 0);
        retransmit(Hop.TCP_RETRANSMIT_SKB, TcpStates.SYN_SENT, 4);
        retransmit(Hop.TCP_RETRANSMIT_SKB, 1, 4);
        retransmit(Hop.TCP_RETRANSMIT_SKB, 1, 3);
        retransmit(Hop.TCP_RETRANSMIT_SKB, 1, 0);

        assertThat(named(events(), name(TcpRetransmit.class)))
                .extracting(event -> event.getString("kind"))
                .containsExactly("SYNACK", "SYN", "TIMEOUT", "FAST", "PROBE");
    }

    @Test
    void aPathHasItsEndAndItsSlowestStage() throws Exception {
        PacketPaths paths = new PacketPaths(emitter, new NoOwner(), hop -> true);
        long now = System.nanoTime();
        paths.begin(now);
        paths.accept(Records.hop(Hop.NETIF_RX, 1).time(now - 3_000_000).view());
        paths.accept(Records.hop(Hop.NETIF_RECEIVE_SKB, 1).time(now - 2_000_000).view());
        paths.accept(Records.bare(Hop.CONSUME_SKB, 1).time(now).flag(Records.FINAL).view());
        paths.settle(now);
        List<RecordedEvent> events = events();
        RecordedEvent path = named(events, name(PacketPath.class)).getFirst();

        assertThat(path.getString("outcome")).isEqualTo("DELIVERED");
        assertThat(path.getInt("hops")).isEqualTo(3);
        assertThat(path.getString("slowestStage")).isEqualTo("RECEIVE");
        assertThat(path.getDuration("slowestStageTime")).isEqualTo(Duration.ofMillis(2));
        assertThat(path.getDuration())
                .isBetween(Duration.ofNanos(2_970_000), Duration.ofNanos(3_030_000));
        assertThat(path.getString("destinationAddress")).isEqualTo("10.0.0.2");
        assertThat(path.getString("farSide")).isNull();
        assertThat(named(events, name(SkbHop.class))).hasSize(3);
    }

    /** A socket knows what stands on its own side of the translation. */
    @Test
    void aPathHasTheEndsThatItsSocketKnowsAndThoseOfTheFarSide() throws Exception {
        PacketPaths paths = new PacketPaths(emitter, new NoOwner(), hop -> true);
        long now = System.nanoTime();
        paths.begin(now);
        paths.accept(
                Records.hop(Hop.IP_LOCAL_OUT, 1).out().to("10.0.0.80", 80).time(now - 4).view());
        paths.accept(
                Records.hop(Hop.NET_DEV_QUEUE, 1).out().to("10.0.0.9", 8080).time(now - 3).view());
        paths.accept(Records.hop(Hop.NETIF_RX, 2).to("10.0.0.80", 80).time(now - 2).view());
        paths.accept(Records.hop(Hop.TCP_V4_RCV, 2).to("10.0.0.9", 8080).time(now - 1).view());
        for (int packet = 1; packet <= 2; packet++) {
            paths.accept(
                    Records.bare(Hop.CONSUME_SKB, packet).time(now).flag(Records.FINAL).view());
        }
        paths.settle(now);
        List<RecordedEvent> sent = named(events(), name(PacketPath.class));

        assertThat(sent)
                .extracting(path -> path.getString("destinationAddress"))
                .containsExactlyInAnyOrder("10.0.0.80", "10.0.0.9");
        assertThat(sent)
                .extracting(path -> path.getInt("destinationPort"))
                .containsExactlyInAnyOrder(80, 8080);
        assertThat(sent)
                .extracting(path -> path.getString("farSide"))
                .containsExactlyInAnyOrder(
                        "TCP 10.0.0.1:40000 > 10.0.0.9:8080", "TCP 10.0.0.1:40000 > 10.0.0.80:80");
    }

    @Test
    void whatIsTheNormalEndOfAPacketIsNoDrop() {
        assertThat(isDrop(Records.drop(1))).as("without a reason").isTrue();
        assertThat(isDrop(Records.drop(1).reason(reason("NO_SOCKET")))).isTrue();
        assertThat(isDrop(Records.drop(1).reason(reason("TCP_RESET")))).isFalse();
        assertThat(isDrop(Records.drop(1).reason(reason("QUEUE_PURGE")))).as("a FIN").isFalse();
        assertThat(isDrop(Records.drop(1).reason(reason("QUEUE_PURGE")).value(10)))
                .as("data that nobody has read")
                .isTrue();
    }

    @Test
    void eventsThatNobodyWantsAreNotWritten() throws Exception {
        recording.disable(SkbHop.class);
        emitter.hop(Records.hop(Hop.NETIF_RX, 1).time(System.nanoTime()).view(), Stage.GRO, 0, 0);
        assertThat(named(events(), name(SkbHop.class))).isEmpty();
    }

    private boolean isDrop(Records record) {
        return emitter.isDrop(record.view());
    }

    private void retransmit(Hop hop, int state, int congestion) {
        emitter.cause(
                Records.cause(HopRecord.RETRANSMIT, hop, 0)
                        .time(System.nanoTime())
                        .out()
                        .state(state)
                        .congestion(congestion)
                        .view(),
                null,
                0);
    }

    /** The running kernel's number of a drop reason; skips the test where it has none. */
    private static int reason(String name) {
        Long number =
                Btf.vmlinux().enumerators("skb_drop_reason").entrySet().stream()
                        .filter(e -> e.getValue().equals("SKB_DROP_REASON_" + name))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null);
        assumeTrue(number != null, "needs a kernel with the drop reason " + name);
        return number.intValue();
    }

    private RecordedEvent only(Class<? extends Event> type) throws IOException {
        List<RecordedEvent> events = named(events(), name(type));
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static String name(Class<? extends Event> type) {
        Name name = type.getAnnotation(Name.class);
        return name == null ? type.getName() : name.value();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    }

    private List<RecordedEvent> events() throws IOException {
        recording.stop();
        Path file = directory.resolve("events.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static final class NoOwner implements PacketOwner {
        @Override
        public OptionalLong receiver(HopRecord record) {
            return OptionalLong.empty();
        }

        @Override
        public void disown(int port) {}
    }
}
