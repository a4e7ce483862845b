package io.mytracer.cli;

import static io.mytracer.format.Events.commit;
import static io.mytracer.format.Events.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.format.Events;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class PrintCommandTests {
    private static final String HEADER =
            "time       NETWORK_NS   INTERFACE    DEST_MAC     PKT_INFO                "
                    + "                 TRACE_INFO";

    @TempDir static Path folder;

    private static String recording;

    @Name("test.Foreign")
    static final class Foreign extends Event {}

    @BeforeAll
    static void record() throws IOException {
        Path file = folder.resolve("net ä.jfr");
        Events.record(file, PrintCommandTests::commitEvents);
        recording = file.toString();
    }

    /** Committed in another order than that of their times. */
    private static void commitEvents() {
        SkbHop second = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        second.function = "ip_rcv";
        second.packetType = "OTHERHOST";
        second.device = "et\u001bh0";
        second.destinationMac = "00:16:3e:0c:b8:38";
        commit(second, -300);
        SkbHop first = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        first.function = "napi_gro_receive";
        first.packetType = "HOST";
        commit(first, -400);
        TcpReset reset = packet(new TcpReset(), "::1", 8081, "::1", 4001);
        reset.sent = true;
        reset.reason = "NO_SOCKET";
        reset.tcpFlags = "RST,ACK";
        reset.kernelStack = "tcp_v4_send_reset+0x3c6\ntcp_v4_rcv+0x6d3";
        commit(reset, -100);
        KernelDrop drop = packet(new KernelDrop(), "10.0.0.1", 4000, "10.0.0.2", 53);
        drop.reason = "NO_SOCKET";
        drop.protocol = "UDP";
        commit(drop, -200);
        TcpRetransmit again = packet(new TcpRetransmit(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        again.kind = "TIMEOUT";
        commit(again, 0);
    }

    @Test
    void rowsComeByKernelTimeWithTheirStacks() {
        CommandLineRun run = CommandLineRun.of("print", recording);

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo(HEADER);
        assertThat(lines.stream().skip(1).map(line -> line.replaceFirst("^\\[.*?]", "")))
                .containsExactly(
                        "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080"
                                + "       ab00.0:napi_gro_receive",
                        "[4026531992] et?h0        00163e0cb838 T_SYN:10.0.0.1:4000->10.0.0.2:8080"
                                + "       ab00.3:ip_rcv",
                        "[4026531992] nil          nil          U:10.0.0.1:4000->10.0.0.2:53"
                                + "             ab00.-:kfree_skb(NO_SOCKET)",
                        "[4026531992] nil          nil          T_ACK,RST:::1:8081->::1:4001"
                                + "             ab00.-:tcp_send_reset(NO_SOCKET)",
                        "    tcp_v4_send_reset+0x3c6",
                        "    tcp_v4_rcv+0x6d3",
                        "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080"
                                + "       ab00.-:tcp_retransmit_skb(TIMEOUT)");
    }

    @Test
    void wideFormatHasThreadAndNumbers() {
        CommandLineRun run = CommandLineRun.of("print", "--format", "wide", recording);

        assertThat(run.out().lines().skip(1).findFirst().orElseThrow())
                .contains("  " + Thread.currentThread().getName())
                .contains(" 4294967295   7            T_SYN:");
    }

    @ParameterizedTest
    @CsvSource({
        "--port=8080,3",
        "--port=8080-8081,4",
        "--port=4000,4",
        "--port=1,0",
        "--host=10.0.0.2,4",
        "--host=::1,1",
        "--host=10.0.0.0/8 --proto=udp,1",
        "--proto=tcp,4",
        "--port=53 --port=8081,2"
    })
    void filterLeavesOutTheOthers(String filter, int rows) {
        String[] arguments = ("print " + filter + " FILE").split(" ");
        arguments[arguments.length - 1] = recording;
        CommandLineRun run = CommandLineRun.of(arguments);

        assertThat(run.code()).isZero();
        assertThat(run.out().lines().skip(1).filter(line -> line.startsWith("["))).hasSize(rows);
    }

    @Test
    void damagedRecordingIsPrintedAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(recording));
        Path twoChunks = folder.resolve("damaged.jfr");
        byte[] bytes = Arrays.copyOf(whole, whole.length + whole.length / 2);
        System.arraycopy(whole, 0, bytes, whole.length, whole.length / 2);
        Files.write(twoChunks, bytes);

        CommandLineRun run = CommandLineRun.of("print", twoChunks.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.startsWith("["))).hasSize(5);
        assertThat(run.err())
                .startsWith("mytracer: " + twoChunks + " is damaged, so this is not all of it: ")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"0.1", "0.5", "0.9", "0.999"})
    void truncatedRecordingIsOneLineAndNoStackTrace(double part) throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(recording));
        Path file = folder.resolve("cut-" + part);
        Files.write(file, Arrays.copyOf(whole, (int) (whole.length * part)));

        CommandLineRun run = CommandLineRun.of("print", file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("mytracer: " + file + " is ").hasLineCount(1);
    }

    @Test
    void whatIsNoRecordingIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not a recording\n".repeat(100));
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(CommandLineRun.of("print", text.toString()).err())
                .startsWith("mytracer: " + text + " is not a recording that can be read: ");
        assertThat(CommandLineRun.of("print", empty.toString()))
                .isEqualTo(failure(empty + " is empty: not a recording"));
        assertThat(CommandLineRun.of("print", folder + "/nowhere"))
                .isEqualTo(failure(folder + "/nowhere: no such file"));
    }

    @Test
    void recordingOfAnotherApplicationHasNoPackets() throws IOException {
        Path file = folder.resolve("foreign.jfr");
        try (Recording jfr = new Recording()) {
            jfr.enable(Foreign.class);
            jfr.start();
            new Foreign().commit();
            jfr.stop();
            jfr.dump(file);
        }

        assertThat(CommandLineRun.of("print", file.toString()))
                .isEqualTo(failure(file + " has no packets of mytracer in it"));
    }

    private static CommandLineRun failure(String line) {
        return new CommandLineRun(1, "", "mytracer: " + line);
    }
}
