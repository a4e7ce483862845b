package io.mytracer.cli;

import static io.mytracer.format.Events.commit;
import static io.mytracer.format.Events.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TracerLoss;
import io.mytracer.format.Events;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Each option of print, by what comes out. */
class PrintOptionTests {
    private static final String HEADER =
            "time       NETWORK_NS   INTERFACE    DEST_MAC     PKT_INFO                            "
                    + "     TRACE_INFO";
    private static final String HOP =
            "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080       "
                    + "ab00.-:ip_output";
    private static final String HOP_STACK = "    ip_output+0x1";
    private static final String VERDICT =
            "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080       "
                    + "ab00.-:2.filter.OUTPUT.DROP(OUTPUT 1)";
    private static final String DROP =
            "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080       "
                    + "ab00.-:kfree_skb(NETFILTER_DROP)";
    private static final String DROP_STACK = "    nf_hook_slow+0x9f";
    private static final String RESET =
            "[4026531992] nil          nil          T_SYN:10.0.0.1:4000->10.0.0.2:8080       "
                    + "ab00.-:tcp_receive_reset";
    private static final String ICMP =
            "[1         ] nil          nil          I:10.0.0.1->10.0.0.3                     "
                    + "ab00.-:icmp_rcv";

    @TempDir static Path folder;

    private static String recording;

    @BeforeAll
    static void record() throws IOException {
        Path file = folder.resolve("packets.jfr");
        Events.record(file, PrintOptionTests::commitEvents);
        recording = file.toString();
    }

    private static void commitEvents() {
        SkbHop icmp = packet(new SkbHop(), "10.0.0.1", 0, "10.0.0.3", 0);
        icmp.protocol = "ICMP";
        icmp.tcpFlags = null;
        icmp.netns = 1;
        icmp.packetId = 1;
        icmp.function = "icmp_rcv";
        commit(icmp, -10);
        TcpReset reset = packet(new TcpReset(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        commit(reset, -20);
        KernelDrop drop = packet(new KernelDrop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        drop.reason = "NETFILTER_DROP";
        drop.kernelStack = "nf_hook_slow+0x9f";
        commit(drop, -30);
        NetfilterVerdict verdict =
                packet(new NetfilterVerdict(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        verdict.family = "ip";
        verdict.table = "filter";
        verdict.hook = "OUTPUT";
        verdict.chain = "OUTPUT";
        verdict.rule = "1";
        verdict.verdict = "DROP";
        commit(verdict, -40);
        commit(packet(new PacketPath(), "10.0.0.1", 4000, "10.0.0.2", 8080), -50);
        SkbHop hop = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        hop.stage = "IP";
        hop.function = "ip_output";
        hop.kernelStack = "ip_output+0x1";
        commit(hop, -50);
        new TracerLoss().commit();
    }

    static Stream<List<List<String>>> rows() {
        return Stream.of(
                List.of(List.of(), List.of(HOP, HOP_STACK, VERDICT, DROP, DROP_STACK, RESET, ICMP)),
                List.of(
                        List.of("--callstack"),
                        List.of(HOP, HOP_STACK, VERDICT, DROP, DROP_STACK, RESET, ICMP)),
                List.of(List.of("--route"), List.of(HOP, ICMP)),
                List.of(List.of("--route", "--callstack"), List.of(HOP, HOP_STACK, ICMP)),
                List.of(List.of("--iptable"), List.of(VERDICT)),
                List.of(List.of("--dropstack"), List.of(DROP, DROP_STACK)),
                List.of(
                        List.of("--route", "--iptable", "--dropstack"),
                        List.of(HOP, VERDICT, DROP, DROP_STACK, ICMP)),
                List.of(List.of("--iptable", "--proto=icmp"), List.of()),
                List.of(List.of("--proto=icmp"), List.of(ICMP)),
                List.of(List.of("-N", "1"), List.of(ICMP)),
                List.of(List.of("--netns=4026531992", "--iptable"), List.of(VERDICT)),
                List.of(List.of("-P", "8000-8100", "--route"), List.of(HOP)),
                List.of(List.of("-H", "10.0.0.3/32"), List.of(ICMP)),
                List.of(List.of("--ipaddr", "10.0.0.3"), List.of(ICMP)),
                List.of(List.of("-c", "2"), List.of(HOP, HOP_STACK, VERDICT)),
                List.of(List.of("--catch-count=1", "--dropstack"), List.of(DROP, DROP_STACK)),
                List.of(List.of("--keep", "--iptable"), List.of(VERDICT)),
                List.of(List.of("-T", "--iptable"), List.of(VERDICT)),
                List.of(List.of("--time", "--iptable"), List.of(VERDICT)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowsAreThoseThatAreAskedFor(List<List<String>> optionsAndRows) {
        CommandLineRun run = print(optionsAndRows.getFirst().toArray(String[]::new));

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().findFirst()).hasValue(HEADER);
        assertThat(run.out().lines().skip(1).filter(line -> !line.startsWith(" ")))
                .allMatch(
                        line ->
                                line.matches(
                                        "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}"
                                                + " ].*"));
        assertThat(run.out().lines().skip(1).map(line -> line.replaceFirst("^\\[.*?]", "")))
                .containsExactlyElementsOf(optionsAndRows.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "--timestamp"})
    void secondsStandBeforeRows(String option) {
        List<String> lines = print(option, "--iptable", "--dropstack").out().lines().toList();

        assertThat(lines.getFirst()).isEqualTo("seconds  " + HEADER);
        assertThat(lines.get(1)).startsWith("0.000000 [2").endsWith(VERDICT);
        assertThat(lines.get(2)).matches("0\\.0\\d{5} \\[2.*").endsWith(DROP);
        assertThat(lines.get(3)).isEqualTo(DROP_STACK);
    }

    @Test
    void wideHasItsColumns() {
        assertThat(print("--format=wide", "--iptable").out().lines().skip(1))
                .singleElement()
                .asString()
                .matches("\\[.* ] \\[4026531992]  .{10,} nil +nil +4294967295   7 +T_SYN:.*");
    }

    @Test
    void jsonHasAllEvents() {
        List<JsonNode> events =
                print("--format=json").out().lines().map(JsonMapper.shared()::readTree).toList();

        assertThat(events)
                .extracting(event -> event.get("type").stringValue())
                .contains("mytracer.PacketPath", "mytracer.TracerLoss")
                .containsSubsequence(
                        "mytracer.SkbHop",
                        "mytracer.NetfilterVerdict",
                        "mytracer.KernelDrop",
                        "mytracer.TcpReset",
                        "mytracer.SkbHop");
        JsonNode drop =
                events.stream()
                        .filter(event -> event.get("type").stringValue().endsWith(".KernelDrop"))
                        .findFirst()
                        .orElseThrow();
        assertThat(drop.get("kernelStack").get(0).stringValue()).isEqualTo("nf_hook_slow+0x9f");
        assertThat(drop.get("seq").longValue()).isEqualTo(4294967295L);
        assertThat(drop.get("skb").stringValue()).isEqualTo("0xab00");
        assertThat(drop.get("eventThread").get("name").stringValue())
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void jsonIsFilteredButForWhatIsMissing() {
        assertThat(print("--format=json", "--port=1").out().lines())
                .allMatch(line -> line.startsWith("{\"type\":\"mytracer.Tracer"))
                .isNotEmpty();
    }

    @Test
    void schemaNeedsNoRecording() {
        CommandLineRun run = CommandLineRun.of("print", "--schema");

        assertThat(run.code()).isZero();
        assertThat(JsonMapper.shared().readTree(run.out()).get("$schema").stringValue())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    @Test
    void pcapngHasThePacketsOnly() {
        String magic = "\n\r\r\n";

        assertThat(print("--format=pcapng").out()).startsWith(magic).contains("hop: ip_output");
        assertThat(print("--format=pcapng", "--iptable").out())
                .contains("verdict: filter.OUTPUT 1 DROP")
                .doesNotContain("hop: ip_output");
        assertThat(print("--format=pcapng", "--port=1").out()).startsWith(magic);
    }

    @Test
    void jfrIsARecordingOfWhatWasChosen() throws IOException {
        assertThat(copied("--format=jfr", "--dropstack", "--iptable"))
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder(
                        "mytracer.NetfilterVerdict", "mytracer.KernelDrop", "mytracer.TracerLoss");
        assertThat(copied("--format=jfr", "-c", "2")).hasSize(2);
    }

    private static List<RecordedEvent> copied(String... options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = arguments(options);
        PrintStream err =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(Main.run(arguments, out, StandardCharsets.UTF_8, err)).isZero();
        Path copy = Files.write(folder.resolve("copy.jfr"), out.toByteArray());
        return RecordingFile.readAllEvents(copy).stream()
                .filter(event -> event.getEventType().getName().startsWith("mytracer."))
                .filter(event -> !event.getEventType().getName().endsWith("Status"))
                .toList();
    }

    @Test
    void packetsAreDrawnOnRequest() {
        List<String> lines = print("--by-packet").out().lines().toList();

        assertThat(lines).filteredOn(line -> line.startsWith("packet")).hasSize(2);
        assertThat(lines.getFirst()).startsWith("packet 4711  2").doesNotContain("\033");
        assertThat(lines)
                .anyMatch(line -> line.endsWith("verdict    2.filter.OUTPUT.DROP(OUTPUT 1)"));
        assertThat(lines).noneMatch(line -> line.contains("nf_hook_slow"));
        assertThat(print("--by-packet", "--color=on").out())
                .startsWith("\033[1mpacket 4711\033[0m");
        assertThat(print("--by-packet", "--callstack").out()).contains(" nf_hook_slow+0x9f");
        assertThat(print("--by-packet", "-c", "1").out().lines())
                .filteredOn(line -> line.startsWith("packet"))
                .hasSize(1);
    }

    @Test
    void whatCanBeReadIsPrinted() {
        CommandLineRun run = CommandLineRun.of("print", recording, folder + "/no.jfr", recording);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("mytracer: " + folder + "/no.jfr: no such file");
        assertThat(run.out().lines().filter(line -> line.startsWith("["))).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-c 0 | is not a number from 1 on",
                "-c ten | is not a number from 1 on",
                "-N eth0 | is not the inode of a network namespace (1-4294967295)",
                "-N 4294967296 | is not the inode of a network namespace",
                "-H example.org | host names are not looked up",
                "-P 70000 | is not a port",
                "--proto=sctp | is not tcp, udp, icmp or any",
                "--format=xml | expected one of [DOCUMENTED, WIDE, JSON, PCAPNG, JFR]",
                "--by-packet --format=json | --by-packet is a format of its own"
            })
    void otherValuesAreRefused(String options, String message) {
        CommandLineRun run = print(options.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    private static CommandLineRun print(String... options) {
        return CommandLineRun.of(arguments(options));
    }

    private static String[] arguments(String... options) {
        String[] arguments = Arrays.copyOf(new String[] {"print"}, options.length + 2);
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = recording;
        return arguments;
    }
}
