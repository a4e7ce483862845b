package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Diagnosed.findings;
import static io.mytracer.diagnosis.Diagnosed.rules;
import static io.mytracer.diagnosis.Diagnosed.shuffled;
import static io.mytracer.diagnosis.Seen.SECOND;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class DiagnosisTests {
    @Test
    void nothingIsWrongWithNothing() {
        assertThat(rules()).isEmpty();
        assertThat(rules(Seen.event("SomethingElse"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void closedPortIsToldOnceWhateverTheOrder(long seed) {
        List<Seen> events = new ArrayList<>();
        for (long i = 0; i < 20; i++) {
            events.add(refusal(i, "SYN").with("packetId", i + 1).at(i));
            events.add(drop(i, "NO_SOCKET").with("packetId", i + 1).at(i));
            events.add(
                    Seen.packet("TcpReset", "IN", Seen.SERVER, 5432, Seen.CLIENT, 40_000 + i)
                            .with("state", "SYN_SENT"));
            events.add(
                    Seen.event("SocketState")
                            .with("operation", "connect")
                            .with("localAddress", Seen.CLIENT)
                            .with("localPort", 40_000 + i)
                            .with("remoteAddress", Seen.SERVER)
                            .with("remotePort", 5432L)
                            .with("error", "java.net.ConnectException: Connection refused"));
        }
        assertThat(findings(shuffled(events, seed)))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.rule()).isEqualTo("closed-port");
                            assertThat(finding.count()).isEqualTo(20);
                            assertThat(finding.title()).contains("192.0.2.7:5432, 20 times");
                            assertThat(finding.packetId()).isBetween(1L, 20L);
                        });
    }

    @Test
    void ruleOfTheFirewallExplainsWhatFollows() {
        List<Seen> events = new ArrayList<>();
        events.add(
                drop(1, "x").with("reason", "NETFILTER_DROP").with("location", "nf_hook_slow+0x1"));
        events.add(
                Seen.packet("NetfilterVerdict", "OUT", Seen.CLIENT, 40_001, Seen.SERVER, 5432)
                        .with("verdict", "DROP")
                        .with("family", "ip")
                        .with("table", "filter")
                        .with("chain", "web")
                        .with("rule", "4")
                        .with("hook", "OUTPUT"));
        for (int i = 0; i < 5; i++) {
            events.add(
                    Seen.packet("TcpRetransmit", "OUT", Seen.CLIENT, 40_001, Seen.SERVER, 5432)
                            .with("kind", "SYN"));
        }
        assertThat(findings(events))
                .singleElement()
                .extracting(Finding::title)
                .asString()
                .contains("family ip table filter chain web rule 4 at OUTPUT");
    }

    @Test
    void verdictThatAcceptsIsNoFinding() {
        assertThat(rules(Seen.received("NetfilterVerdict").with("verdict", "ACCEPT"))).isEmpty();
    }

    @Test
    void causeOfAnotherServiceExplainsNothing() {
        List<Seen> events = new ArrayList<>(List.of(drop(1, "NO_SOCKET")));
        for (int i = 0; i < 2; i++) {
            events.add(
                    Seen.packet("TcpRetransmit", "OUT", Seen.SERVER, 50_000, Seen.CLIENT, 443)
                            .with("kind", "SYN"));
        }
        assertThat(rules(events)).containsExactly("closed-port", "syn-retry");
    }

    @Test
    void worstComesFirstThenTheMostFrequent() {
        List<Seen> events = new ArrayList<>();
        events.add(Seen.sent("TcpReset").with("sent", true).with("reason", "TCP_ABORT_ON_LINGER"));
        events.add(drop(1, "IP_RPFILTER"));
        events.add(Seen.received("KernelDrop").with("reason", "XDP").at(1));
        events.add(Seen.received("KernelDrop").with("reason", "XDP").at(2));
        assertThat(rules(events)).containsExactly("program-drop", "rp-filter", "linger-reset");
    }

    @Test
    void timesAreThoseOfTheEvents() {
        List<Seen> events =
                List.of(drop(1, "IP_RPFILTER").at(5 * SECOND), drop(2, "IP_RPFILTER").at(SECOND));
        Finding finding = findings(events).getFirst();
        assertThat(finding.first()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
        assertThat(finding.last()).isEqualTo(Instant.ofEpochSecond(1_700_000_005));
    }

    @Test
    void whatHasNoPacketIsProvedByTheSlowestOfItsSocket() {
        Seen unread =
                Seen.socket("SocketQueue")
                        .with("flow", 9L)
                        .with("stalled", true)
                        .with("receiveQueue", 1L)
                        .with("oldestUnread", SECOND);
        List<Seen> events = List.of(unread, path(3, 10), path(4, 1000), path(5, 100));
        assertThat(findings(events).getFirst().packetId()).isEqualTo(4);
    }

    @Test
    void whatTheTracerMissedIsTold() {
        Seen status = Seen.event("TracerStatus").with("recordsProduced", 100_000L);
        assertThat(rules(status, Seen.event("TracerLoss").with("ringFull", 1L)))
                .containsExactly("tracer-loss");
        assertThat(rules(status, Seen.event("TracerLoss").with("recursion", 100L))).isEmpty();
        assertThat(rules(status, Seen.event("TracerLoss").with("recursion", 101L)))
                .containsExactly("tracer-loss");
        assertThat(rules(Seen.event("TracerStatus").with("state", "CANNOT_TRACE")))
                .containsExactly("cannot-trace");
        assertThat(rules(Seen.event("TracerStatus").with("state", "IDLE"))).isEmpty();
    }

    /** Ten million drops of a million connections, in a recording of a gigabyte. */
    @Test
    void memoryDoesNotGrowWithTheRecording() {
        Diagnosis diagnosis = new Diagnosis(Limits.USUAL);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        for (int i = 0; i < 500_000; i++) {
            diagnosis.see(drop(i % 20_000, "REASON_" + i).with("packetId", (long) i));
            diagnosis.see(
                    Seen.packet("PacketPath", "IN", "10.0.0." + i, i % 60_000, Seen.SERVER, 80)
                            .with("tcpFlags", "SYN")
                            .with("flow", (long) i));
        }
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        assertThat(after - before).isLessThan(150L << 20);
        assertThat(diagnosis.findings()).isNotEmpty();
    }

    @Test
    void classesAreOfJava17AndDoNotKnowJfr() throws Exception {
        Path classes =
                Path.of(
                        Diagnosis.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("io/mytracer/diagnosis"))) {
            assertThat(files).isNotEmpty().allSatisfy(DiagnosisTests::verifyClass);
        }
    }

    private static void verifyClass(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(bytes)) {
            in.readInt();
            in.readShort();
            assertThat(in.readShort()).as(file.toString()).isEqualTo((short) 61);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("jdk/jfr");
    }

    private static Seen path(long packet, long nanos) {
        return Seen.received("PacketPath").with("flow", 9L).with("packetId", packet).lasting(nanos);
    }

    private static Seen drop(long client, String reason) {
        return Seen.packet("KernelDrop", "OUT", Seen.CLIENT, 40_000 + client, Seen.SERVER, 5432)
                .with("tcpFlags", "SYN")
                .with("reason", reason);
    }

    private static Seen refusal(long client, String flags) {
        return Seen.packet("TcpReset", "OUT", Seen.CLIENT, 40_000 + client, Seen.SERVER, 5432)
                .with("sent", true)
                .with("reason", "NO_SOCKET")
                .with("tcpFlags", flags);
    }
}
