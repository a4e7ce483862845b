package io.mytracer.format;

import static io.mytracer.format.Events.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What Wireshark makes of packets, by its own program for terminals. */
class PcapngWriterTests {
    private static final String ME = Thread.currentThread().getName();

    @TempDir static Path folder;

    private static Path capture;
    private static List<RecordedEvent> events;

    @BeforeAll
    static void write() throws IOException {
        events = Events.recorded(PcapngWriterTests::commit);
        capture = folder.resolve("packets.pcapng");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(capture))) {
            PcapngWriter writer = new PcapngWriter(out);
            writer.begin();
            List<Boolean> written = new ArrayList<>();
            for (RecordedEvent event : events) {
                written.add(writer.write(event));
            }
            writer.end();
            assertThat(written).contains(true).filteredOn(is -> !is).hasSize(1);
        }
    }

    private static void commit() {
        SkbHop hop = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        hop.function = "ip_rcv";
        hop.stage = "IP";
        hop.device = "eth0";
        hop.direction = "IN";
        hop.tcpFlags = "SYN,ACK,CWR";
        hop.commit();
        hop.netns = 1;
        hop.tcpFlags = "";
        hop.length = 1500;
        hop.commit();
        KernelDrop drop = packet(new KernelDrop(), "2001:db8::1", 53, "2001:db8::2", 65535);
        drop.protocol = "UDP";
        drop.reason = "NETFILTER_DROP";
        drop.location = "nf_hook_slow+0x9f";
        drop.stage = "NETFILTER";
        drop.length = 100;
        drop.commit();
        NetfilterVerdict verdict =
                packet(new NetfilterVerdict(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        verdict.table = "filter";
        verdict.chain = "web";
        verdict.hook = "INPUT";
        verdict.rule = "3";
        verdict.verdict = "DROP";
        verdict.thread = null;
        verdict.commit();
        TcpReset reset = packet(new TcpReset(), "10.0.0.2", 8080, "10.0.0.1", 4000);
        reset.sent = true;
        reset.tcpFlags = "RST,ACK";
        reset.reason = "NO_SOCKET";
        reset.state = "CLOSE";
        reset.cause = "nobody listens";
        reset.length = 0;
        reset.commit();
        TcpRetransmit again = packet(new TcpRetransmit(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        again.kind = "TIMEOUT";
        again.length = 1000;
        again.commit();
        SkbHop icmp = packet(new SkbHop(), "10.0.0.1", 0, "10.0.0.2", 0);
        icmp.protocol = "ICMP";
        icmp.tcpFlags = null;
        icmp.function = "icmp_rcv";
        icmp.stage = "ICMP";
        icmp.length = 84;
        icmp.packetId = -1;
        icmp.commit();
        SkbHop call = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        call.packetId = 0;
        call.commit();
    }

    @Test
    void tcpIsAsInTheEvents() throws Exception {
        assertThat(
                        fields(
                                "tcp",
                                "ip.src",
                                "tcp.srcport",
                                "ip.dst",
                                "tcp.dstport",
                                "tcp.flags",
                                "tcp.seq_raw",
                                "tcp.ack_raw",
                                "ip.len"))
                .containsExactly(
                        "10.0.0.1|4000|10.0.0.2|8080|0x0092|4294967295|7|60",
                        "10.0.0.1|4000|10.0.0.2|8080|0x0000|4294967295|7|1500",
                        "10.0.0.1|4000|10.0.0.2|8080|0x0002|4294967295|7|60",
                        "10.0.0.2|8080|10.0.0.1|4000|0x0014|4294967295|7|40",
                        "10.0.0.1|4000|10.0.0.2|8080|0x0002|4294967295|7|1040");
    }

    @Test
    void udpOverIpv6IsAsInTheEvents() throws Exception {
        assertThat(
                        fields(
                                "udp",
                                "ipv6.src",
                                "udp.srcport",
                                "ipv6.dst",
                                "udp.dstport",
                                "udp.length",
                                "ipv6.plen"))
                .containsExactly("2001:db8::1|53|2001:db8::2|65535|60|60");
    }

    @Test
    void icmpHasNoMoreThanIsKnown() throws Exception {
        assertThat(fields("ip.proto == 1", "ip.len", "frame.len", "frame.cap_len"))
                .containsExactly("84|84|20");
    }

    @Test
    void commentsTellWhereAndWhy() throws Exception {
        assertThat(fields("", "frame.comment"))
                .containsExactly(
                        "hop: ip_rcv (IP); thread: " + ME + "; packet: 4711",
                        "hop: ip_rcv (IP); thread: " + ME + "; packet: 4711",
                        "hop: kfree_skb (NETFILTER); drop: NETFILTER_DROP; at: nf_hook_slow+0x9f;"
                                + (" thread: " + ME + "; packet: 4711"),
                        "verdict: filter.web 3 DROP; hook: INPUT; packet: 4711",
                        "hop: tcp_send_reset(NO_SOCKET); state: CLOSE; cause: nobody listens;"
                                + (" thread: " + ME + "; packet: 4711"),
                        "hop: tcp_retransmit_skb(TIMEOUT); thread: " + ME + "; packet: 4711",
                        "hop: icmp_rcv (ICMP); thread: " + ME + "; packet: 18446744073709551615");
    }

    @Test
    void timesHaveNanoseconds() throws Exception {
        assertThat(fields("", "frame.time_epoch"))
                .containsExactlyElementsOf(
                        events.stream()
                                .limit(7)
                                .map(RecordedEvent::getStartTime)
                                .map(PcapngWriterTests::epoch)
                                .toList());
    }

    private static String epoch(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    @Test
    void eachDeviceIsAnInterface() throws Exception {
        assertThat(
                        fields(
                                "",
                                "frame.interface_id",
                                "frame.interface_name",
                                "frame.interface_description"))
                .startsWith(
                        "0|eth0|network namespace 4026531992",
                        "1|eth0|network namespace 1",
                        "2|none|network namespace 4026531992",
                        "2|none|network namespace 4026531992");
    }

    @Test
    void directionIsTold() throws Exception {
        assertThat(fields("", "frame.packet_flags_direction"))
                .startsWith("0x00000001")
                .endsWith("0x00000002");
    }

    @Test
    void nothingIsMalformed() throws Exception {
        assertThat(
                        fields(
                                "_ws.malformed || ip.checksum.status != 1 || ip.bogus_ip_length"
                                        + " || udp.checksum.bad || tcp.hdr_len < 20",
                                "frame.number"))
                .isEmpty();
        assertThat(fields("ip.checksum.status == 1", "frame.number")).hasSize(6);
    }

    /** Returns a line for each packet; fails at whatever else the program has to say. */
    private static List<String> fields(String filter, String... names) throws Exception {
        Path program = Path.of("/usr/bin/tshark");
        assumeTrue(Files.isExecutable(program), "needs tshark: apt-get install tshark");
        List<String> command =
                new ArrayList<>(
                        List.of(program.toString(), "-n", "-r", capture.toString(), "-Tfields"));
        command.addAll(List.of("-Eseparator=|", "-oip.check_checksum:TRUE", "-Y", filter));
        Arrays.stream(names).forEach(name -> command.addAll(List.of("-e", name)));
        Path err = folder.resolve("err");
        Process tshark = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(tshark.getInputStream().readAllBytes(), UTF_8);
        assertThat(tshark.waitFor()).as(Files.readString(err)).isZero();
        assertThat(Files.readAllLines(err)).allMatch(line -> line.startsWith("Running as user"));
        return out.lines().toList();
    }
}
