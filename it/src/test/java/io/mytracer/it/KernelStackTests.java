package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.kernel.KernelVersion;
import io.mytracer.it.apps.Endings;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the option stack gives, as text and as JFR's own stack trace. */
@NeedsBpf
class KernelStackTests {
    private static final Pattern OF_THE_TRACER =
            Pattern.compile("bpf_prog_|bpf_trampoline|bpf_trace|traceiter|k?probe_|ftrace_");

    /** Told when its packet is known, later than it happened. */
    private static final String LATE = "__tcp_transmit_skb";

    @TempDir Path directory;

    @Test
    void everyHopHasItsStackWithAll() throws Exception {
        List<RecordedEvent> hops =
                record("all", "client-first").named("SkbHop").stream()
                        .filter(hop -> hop.getLong("packetId") != 0)
                        .filter(hop -> !hop.getString("function").equals(LATE))
                        .toList();

        assertThat(hops).hasSizeGreaterThan(20);
        for (RecordedEvent hop : hops) {
            List<String> lines = hop.getString("kernelStack").lines().toList();
            assertThat(lines)
                    .as(hop.getString("function"))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("\\S+\\+0x[0-9a-f]+( \\[\\w+])?"))
                    .noneMatch(line -> OF_THE_TRACER.matcher(line).find());
            verifyFrames(hop, lines);
        }
        assertThat(hops)
                .filteredOn(hop -> hop.getString("function").equals("net_dev_start_xmit"))
                .isNotEmpty()
                .allSatisfy(hop -> assertThat(hop.getString("kernelStack")).contains("_xmit+0x"));
    }

    @Test
    void onlyWhatEndsAPacketHasOneByDefault() throws Exception {
        Recording recording = record("drops", "refused");

        assertThat(recording.named("SkbHop"))
                .filteredOn(hop -> !hop.getString("function").equals("kfree_skb"))
                .isNotEmpty()
                .allSatisfy(hop -> assertThat(hop.getString("kernelStack")).isNull())
                .allSatisfy(hop -> assertThat(hop.getStackTrace()).isNull());
        assertThat(recording.named("KernelDrop"))
                .singleElement()
                .satisfies(
                        drop -> verifyFrames(drop, drop.getString("kernelStack").lines().toList()));
    }

    @Test
    void nothingHasOneWithNone() throws Exception {
        Recording recording = record("none", "refused");

        assertThat(recording.named("TcpReset")).isNotEmpty();
        assertThat(recording.named("KernelDrop"))
                .singleElement()
                .satisfies(
                        drop -> {
                            // Before Linux 5.17 the reason is derived from the stack.
                            assertThat(drop.getString("reason"))
                                    .isEqualTo(
                                            KernelVersion.current().atLeast(5, 17)
                                                    ? "NO_SOCKET"
                                                    : null);
                            assertThat(drop.getString("location")).startsWith("tcp_v4_rcv+0x");
                        });
        assertThat(recording.traffic())
                .filteredOn(event -> event.hasField("kernelStack"))
                .allSatisfy(
                        event -> {
                            assertThat(event.getString("kernelStack")).isNull();
                            assertThat(framesOf(event)).isEmpty();
                        });
    }

    private Recording record(String stack, String way) throws Exception {
        Path file = directory.resolve(stack + ".jfr");
        try (AgentProcess jvm =
                JvmCommand.of(Endings.class)
                        .agent("log=debug,recording=%s,stack=%s".formatted(file, stack))
                        .start()) {
            jvm.await("ready");
            jvm.awaitTracing();
            jvm.tell(way, "127.0.0.1");
            assertThat(jvm.end()).isZero();
        }
        return Recording.read(file);
    }

    /** The frames stand for the first lines. */
    private static void verifyFrames(RecordedEvent event, List<String> lines) {
        List<RecordedFrame> frames = framesOf(event);
        assertThat(frames).hasSizeBetween(1, lines.size());
        for (int i = 0; i < frames.size(); i++) {
            RecordedFrame frame = frames.get(i);
            assertThat(frame.getMethod().getType().getName()).startsWith("kernel.");
            assertThat(lines.get(i))
                    .startsWith(frame.getMethod().getName().replace('$', '.') + "+0x");
        }
    }

    private static List<RecordedFrame> framesOf(RecordedEvent event) {
        return event.getStackTrace() == null ? List.of() : event.getStackTrace().getFrames();
    }
}
