package io.mytracer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Scope;
import io.mytracer.bpf.StackMode;
import io.mytracer.bpf.TracerCounters;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.emit.CallingThreads;
import io.mytracer.emit.JavaThreads;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TracerLoss;
import io.mytracer.socket.SocketThreads;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** On this kernel, into a recording of this JVM. */
@Timeout(60)
class SessionTests {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir private Path directory;
    private Recording recording;
    private Session session;

    @BeforeEach
    void record() {
        Optional<Finding> failure = KernelCheck.firstFailure(null);
        assumeTrue(
                failure.isEmpty(), () -> "needs BPF: " + failure.map(Finding::detail).orElse(""));
        recording = new Recording();
        recording.enable(SkbHop.class);
        recording.enable(PacketPath.class);
        recording.enable(TracerLoss.class);
        recording.start();
    }

    @AfterEach
    void close() {
        if (session != null) {
            session.close();
        }
        if (recording != null) {
            recording.close();
        }
    }

    @Test
    void packetsAreWrittenByTheEndOfTheChunk() throws Exception {
        attach(1 << 20);
        int port = exchange();
        session.round();
        assertThat(session.settle()).isTrue();

        List<RecordedEvent> events = events();
        assertThat(events)
                .filteredOn(e -> hasPort(e, port) && e.hasField("function"))
                .extracting(e -> e.getString("function"))
                .contains("netif_receive_skb", "sock_send_length", "skb_copy_datagram_iovec");
        assertThat(events)
                .filteredOn(e -> hasPort(e, port) && e.hasField("outcome"))
                .isNotEmpty()
                .extracting(e -> e.getString("outcome"))
                .contains("DELIVERED");
        assertThat(loss(events)).isEmpty();
    }

    @Test
    void closingWritesWhatIsStillThere() throws Exception {
        attach(1 << 20);
        int port = exchange();
        session.close();

        assertThat(events()).filteredOn(e -> hasPort(e, port)).hasSizeGreaterThan(10);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        attach(1 << 20);
        session.close();
        session.close();
        assertThat(session.settle()).isTrue();
        assertThat(session.counters()).isNull();
    }

    @Test
    void lossIsWritten() throws Exception {
        attach(4096);
        for (int i = 0; i < 20; i++) {
            exchange();
        }
        TracerCounters counters = session.counters();
        session.close();

        assertThat(loss(events()))
                .isNotEmpty()
                .allMatch(e -> e.getLong("ringFull") > 0)
                .satisfies(
                        losses ->
                                assertThat(
                                                losses.stream()
                                                        .mapToLong(e -> e.getLong("ringFull"))
                                                        .sum())
                                        .isGreaterThanOrEqualTo(counters.ringFull()));
    }

    private void attach(int ringBytes) {
        session =
                new Session(
                        new TracerSettings(
                                NativeLibrary.find(null),
                                Scope.own(),
                                PacketFilter.ALL,
                                ringBytes,
                                1024,
                                null,
                                HopFilter.CURATED,
                                StackMode.DROPS,
                                line -> {}),
                        hop -> true,
                        new KernelSymbols(),
                        new JavaThreads(null, CallingThreads.NONE),
                        new SocketThreads(),
                        Following.ALL);
    }

    private static int exchange() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                Socket client = new Socket(LOOPBACK, server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            return server.getLocalPort();
        }
    }

    private static boolean hasPort(RecordedEvent event, int port) {
        return event.hasField("sourcePort")
                && (event.getInt("sourcePort") == port || event.getInt("destinationPort") == port);
    }

    private static List<RecordedEvent> loss(List<RecordedEvent> events) {
        return events.stream().filter(e -> e.hasField("ringFull")).toList();
    }

    private List<RecordedEvent> events() throws IOException {
        recording.stop();
        Path file = directory.resolve("session.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }
}
