package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class ReportCommandTests {
    private static final long MICROSECOND = 1_000;

    @TempDir static Path folder;

    private static Path drops;
    private static Path healthy;

    @Name("test.Unrelated")
    static final class Unrelated extends Event {}

    @BeforeAll
    static void record() throws IOException {
        drops =
                record(
                        "drops.jfr",
                        () -> {
                            hop("net_dev_queue", "QUEUE", -500, 100);
                            hop("netif_rx", "G\u001bRO", -400, 300);
                            KernelDrop drop = fill(new KernelDrop());
                            drop.reason = "NO_SOCKET";
                            drop.location = "tcp_v4_rcv+0x91";
                            commit(drop, -100, 0);
                        });
        healthy =
                record(
                        "healthy.jfr",
                        () -> {
                            PacketPath path = fill(new PacketPath());
                            path.outcome = "DELIVERED";
                            commit(path, -100, 50);
                        });
    }

    private static Path record(String name, Runnable events) throws IOException {
        Path file = folder.resolve(name);
        try (Recording jfr = new Recording()) {
            jfr.enable(SkbHop.class);
            jfr.enable(KernelDrop.class);
            jfr.enable(PacketPath.class);
            jfr.enable(Unrelated.class);
            jfr.start();
            events.run();
            jfr.stop();
            jfr.dump(file);
        }
        return file;
    }

    @Test
    void findingHasItsProof() {
        CommandLineRun run = CommandLineRun.of("report", drops.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).as("findings are no failure").isZero();
        assertThat(run.out())
                .contains(
                        drops.toString(),
                        "1 finding",
                        "1. ERROR Nobody listens on 10.0.0.2:8080  [closed-port]",
                        "   - once, at ",
                        "   Do: Start the server",
                        "   Proof:\n     packet 77  ",
                        " IN T_SYN:10.0.0.1:4000->10.0.0.2:8080")
                .containsPattern("G\\?RO +█{3,}.? +[0-9.]+ us  netif_rx \\(eth0\\)")
                .containsPattern("QUEUE +█+.? +[0-9.]+ us  net_dev_queue \\(eth0\\)")
                .containsPattern("drop +kfree_skb\\(NO_SOCKET\\) at tcp_v4_rcv\\+0x91")
                .doesNotContain("\u001b");
    }

    @Test
    void tablesTellTimes() {
        String text = CommandLineRun.of("report", drops.toString()).out();
        assertThat(text)
                .containsPattern("OUT +QUEUE +1 +([0-9.]+) +\\1 +\\1 +\\1")
                .containsPattern("10\\.0\\.0\\.1:4000 +0 ");
    }

    @Test
    void severalFilesAreOneReport() {
        CommandLineRun run = CommandLineRun.of("report", drops.toString(), healthy.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(drops.toString(), healthy.toString(), "of 1 packets: 1 delivered");
    }

    @Test
    void healthyRecordingHasNoFinding() {
        CommandLineRun run = CommandLineRun.of("report", healthy.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("No finding").doesNotContain("closed-port");
    }

    @Test
    void barsArePlainWhereTheCharsetIs() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run(
                new String[] {"report", drops.toString()},
                out,
                StandardCharsets.US_ASCII,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern(" #{3,} +[0-9.]+ us")
                .matches("(?s)\\p{ASCII}*");
    }

    @Test
    void damagedFileIsReportedAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(drops);
        Path file = folder.resolve("damaged.jfr");
        byte[] bytes = Arrays.copyOf(whole, whole.length + whole.length / 2);
        System.arraycopy(whole, 0, bytes, whole.length, whole.length / 2);
        Files.write(file, bytes);
        CommandLineRun run = CommandLineRun.of("report", file.toString());
        assertThat(run.code()).isEqualTo(1);
        String line = file + " is damaged, so this is not all of it: ";
        assertThat(run.err()).startsWith("mytracer: " + line).hasLineCount(1);
        assertThat(run.out()).contains("\n  " + line, "Recording");
    }

    @ParameterizedTest
    @CsvSource({"0.1", "0.5", "0.9", "0.999"})
    void truncatedFileIsOneLine(double part) throws IOException {
        byte[] whole = Files.readAllBytes(drops);
        Path file = folder.resolve("cut-" + part);
        Files.write(file, Arrays.copyOf(whole, (int) (whole.length * part)));
        CommandLineRun run = CommandLineRun.of("report", file.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("mytracer: " + file + " is ").hasLineCount(1);
    }

    @Test
    void whatIsNoRecordingIsRefusedAndTheOthersAreRead() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not a recording\n".repeat(100));
        Path empty = Files.createFile(folder.resolve("empty"));
        Path foreign = record("foreign.jfr", () -> new Unrelated().commit());
        assertThat(CommandLineRun.of("report", empty.toString()))
                .isEqualTo(
                        new CommandLineRun(
                                1, "", "mytracer: " + empty + " is empty: not a recording"));
        assertThat(CommandLineRun.of("report", foreign.toString()))
                .isEqualTo(
                        new CommandLineRun(
                                1,
                                "",
                                "mytracer: " + foreign + " has no events of mytracer in it"));
        CommandLineRun run =
                CommandLineRun.of("report", text.toString(), folder + "/nowhere", drops.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("mytracer: " + text + " is not a recording"))
                .anyMatch(line -> line.endsWith("nowhere: no such file"));
        assertThat(run.out()).contains("[closed-port]");
    }

    @Test
    void aFileIsNeeded() {
        assertThat(CommandLineRun.of("report").code()).isEqualTo(2);
    }

    private static void hop(String function, String stage, long micros, long lasting) {
        SkbHop hop = fill(new SkbHop());
        hop.function = function;
        hop.stage = stage;
        hop.device = "eth0";
        commit(hop, micros, lasting);
    }

    private static <E extends PacketEvent> E fill(E event) {
        event.packetId = 77;
        event.direction = "IN";
        event.protocol = "TCP";
        event.tcpFlags = "SYN";
        event.sourceAddress = "10.0.0.1";
        event.sourcePort = 4000;
        event.destinationAddress = "10.0.0.2";
        event.destinationPort = 8080;
        event.length = 60;
        return event;
    }

    /** A tick of JFR is not a nanosecond everywhere, so that only proportions are certain. */
    private static void commit(PacketEvent event, long micros, long lasting) {
        EventTime time = EventTime.of(event.getClass());
        event.begin();
        time.set(
                event,
                time.start(event) + micros * MICROSECOND,
                Math.max(1, lasting * MICROSECOND));
        event.commit();
    }
}
