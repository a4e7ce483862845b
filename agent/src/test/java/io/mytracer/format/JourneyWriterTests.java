package io.mytracer.format;

import static io.mytracer.format.Events.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The ways of packets, as they are drawn. */
class JourneyWriterTests {
    private static final String ME = Thread.currentThread().getName();
    private static final long MICRO = 1_000;
    private static final long SECOND = 1_000_000_000;

    private static List<RecordedEvent> events;

    @BeforeAll
    static void record() throws IOException {
        events =
                Events.recorded(JourneyWriterTests::commitEvents).stream()
                        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                        .toList();
        assumeTrue(
                events.getFirst().getDuration().toNanos() == 20 * MICRO,
                "times are set in ticks, which are nanoseconds where JFR has no better clock");
    }

    /** Two packets at the same time, and one much later. */
    private static void commitEvents() {
        PacketPath path = of(1, new PacketPath());
        path.outcome = "DROPPED";
        commitAt(path, 0, 20);
        hop(1, "TCP", "__tcp_transmit_skb", 0, 10);
        hop(2, "GRO", "napi_gro_receive", 1, 3);
        hop(1, "IP", "ip_output", 10, 4);
        hop(1, "IP", "ip_finish_output", 14, 6);
        NetfilterVerdict accept = verdict("ACCEPT");
        commitAt(accept, 15, 1);
        commitAt(verdict("DROP"), 16, 1);
        KernelDrop drop = of(1, new KernelDrop());
        drop.reason = "NETFILTER_DROP";
        drop.kernelStack = "nf_hook_slow+0x9f\nip_output+0x1";
        commitAt(drop, 20, 0);
        hop(3, "GRO", "napi_gro_receive", 5 * SECOND / MICRO, 1);
        SkbHop call = of(0, new SkbHop());
        commitAt(call, 0, 1);
    }

    private static void hop(long id, String stage, String function, long micros, long duration) {
        SkbHop hop = of(id, new SkbHop());
        hop.stage = stage;
        hop.function = function;
        commitAt(hop, micros, duration);
    }

    private static NetfilterVerdict verdict(String text) {
        NetfilterVerdict verdict = of(1, new NetfilterVerdict());
        verdict.family = "ip";
        verdict.table = "filter";
        verdict.hook = "OUTPUT";
        verdict.verdict = text;
        return verdict;
    }

    private static <E extends PacketEvent> E of(long id, E event) {
        packet(event, "10.0.0.1", 4000, "10.0.0.2", 8080);
        event.packetId = id;
        return event;
    }

    private static long origin;

    /** All times are of one clock reading. */
    private static void commitAt(PacketEvent event, long micros, long duration) {
        EventTime time = EventTime.of(event.getClass());
        event.begin();
        if (origin == 0) {
            origin = time.start(event) - 10 * SECOND;
        }
        time.set(event, origin + micros * MICRO, Math.max(1, duration * MICRO));
        event.commit();
    }

    @Test
    void stagesAreBarsAndTheRestStandsBetween() throws IOException {
        assertThat(printed(StandardCharsets.UTF_8, false, event -> false, 1))
                .containsExactly(
                        "packet 1  TIME OUT T_SYN:10.0.0.1:4000->10.0.0.2:8080  " + ME,
                        "       0.000 us  TCP        ███████████▉                   10.000 us "
                                + " __tcp_transmit_skb",
                        "      10.000 us  IP         ███████████▉                   10.000 us "
                                + " ip_output, ip_finish_output",
                        "      15.000 us  verdict    2.filter.OUTPUT.ACCEPT",
                        "      16.000 us  verdict    2.filter.OUTPUT.DROP",
                        "      20.000 us  drop       kfree_skb(NETFILTER_DROP)",
                        "      20.001 us  total, slowest TCP 10.000 us, DROPPED",
                        "");
    }

    @Test
    void packetsComeByTheirFirstEvents() throws IOException {
        assertThat(printed(StandardCharsets.UTF_8, false, event -> false, Long.MAX_VALUE))
                .filteredOn(line -> line.startsWith("packet"))
                .extracting(line -> line.substring(0, 8))
                .containsExactly("packet 1", "packet 2", "packet 3");
    }

    @Test
    void charsetWithoutBlocksHasHashes() throws IOException {
        assertThat(printed(StandardCharsets.US_ASCII, false, event -> false, 1))
                .contains(
                        "       0.000 us  TCP        ############                   10.000 us "
                                + " __tcp_transmit_skb")
                .allMatch(line -> line.matches("[ -~]*"));
    }

    @Test
    void coloursAreForWhatIsSlowOrBad() throws IOException {
        assertThat(printed(StandardCharsets.US_ASCII, true, event -> false, 1))
                .anyMatch(line -> line.startsWith("\033[1mpacket 1\033[0m  TIME"))
                .anyMatch(line -> line.startsWith("\033[33m       0.000 us  TCP"))
                .contains(
                        "      15.000 us  verdict    2.filter.OUTPUT.ACCEPT",
                        "\033[31m      16.000 us  verdict    2.filter.OUTPUT.DROP\033[0m",
                        "\033[31m      20.000 us  drop       kfree_skb(NETFILTER_DROP)\033[0m");
    }

    @Test
    void stacksStandBelow() throws IOException {
        assertThat(printed(StandardCharsets.UTF_8, false, event -> true, 1))
                .containsSequence(
                        "      20.000 us  drop       kfree_skb(NETFILTER_DROP)",
                        " ".repeat(28) + "nf_hook_slow+0x9f",
                        " ".repeat(28) + "ip_output+0x1");
    }

    private static List<String> printed(
            Charset charset, boolean colour, Predicate<RecordedEvent> stacks, long max)
            throws IOException {
        StringWriter out = new StringWriter();
        JourneyWriter writer = new JourneyWriter(out, charset, colour, stacks, max);
        writer.begin();
        for (RecordedEvent event : events) {
            writer.write(event);
        }
        writer.end();
        return out.toString()
                .lines()
                .map(line -> line.replaceAll("\\d{4}-\\S+ \\S+", "TIME"))
                .toList();
    }
}
