package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.SkbHop;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

class KernelFramesTests {
    private static final String RECEIVED = "kfree_skb < tcp_v4_rcv < ip_rcv";

    @TempDir private Path directory;
    private final KernelFrames frames = new KernelFrames();

    @Test
    void theStackTraceIsTheKernels() throws Exception {
        assertThat(kernelFrames(record(() -> drop(RECEIVED)).getFirst()))
                .containsExactly(
                        "kernel.vmlinux.kfree_skb",
                        "kernel.vmlinux.tcp_v4_rcv",
                        "kernel.vmlinux.ip_rcv");
    }

    @Test
    void modulesAreClasses() throws Exception {
        RecordedEvent event =
                record(
                                () ->
                                        drop(
                                                "nft_do_chain [nf_tables] < nf_hook_slow"
                                                        + " < br_pass.isra.0 [br_netfilter]"))
                        .getFirst();

        assertThat(kernelFrames(event))
                .containsExactly(
                        "kernel.nf_tables.nft_do_chain",
                        "kernel.vmlinux.nf_hook_slow",
                        "kernel.br_netfilter.br_pass$isra$0");
    }

    @Test
    void aFunctionMayBePassedTwice() throws Exception {
        String stack = "ip_rcv < veth_xmit [veth] < ip_rcv < ip_rcv < accept < net_rx_action";

        assertThat(kernelFrames(record(() -> drop(stack)).getFirst()))
                .containsExactly(
                        "kernel.vmlinux.ip_rcv",
                        "kernel.veth.veth_xmit",
                        "kernel.vmlinux.ip_rcv",
                        "kernel.vmlinux.ip_rcv",
                        "kernel.vmlinux.accept$",
                        "kernel.vmlinux.net_rx_action");
    }

    @Test
    void namesThatJavaDoesNotHaveAreNames() throws Exception {
        assertThat(
                        kernelFrames(
                                record(() -> drop("0xffffffffc0900010 < 8021q_rcv [8021q]"))
                                        .getFirst()))
                .containsExactly("kernel.vmlinux.0xffffffffc0900010", "kernel.8021q.8021q_rcv");
    }

    @Test
    void whatAnInterruptCameUponIsNoPartOfIt() throws Exception {
        KernelStack stack =
                Stacks.of("ip_rcv < common_interrupt < asm_common_interrupt < clear_page");

        assertThat(stack.text()).endsWith("clear_page+0x1f");
        assertThat(kernelFrames(record(() -> drop(stack)).getFirst()))
                .containsExactly(
                        "kernel.vmlinux.ip_rcv",
                        "kernel.vmlinux.common_interrupt",
                        "kernel.vmlinux.asm_common_interrupt");
    }

    @Test
    void anEventWithoutAStackHasNoFrames() throws Exception {
        assertThat(
                        kernelFrames(
                                record(() -> frames.commit(new KernelDrop(), KernelStack.NONE))
                                        .getFirst()))
                .isEmpty();
    }

    @Test
    void aTypeWhoseStackTraceIsOffHasNone() throws Exception {
        RecordedEvent event =
                record(() -> frames.commit(new SkbHop(), Stacks.of(RECEIVED))).getFirst();

        assertThat(event.getStackTrace()).isNull();
    }

    @Test
    void deepStacksAreCutByJfrAndNotByUs() throws Exception {
        String deep = String.join(" < ", IntStream.range(0, 127).mapToObj(i -> "f" + i).toList());
        List<String> names = kernelFrames(record(() -> drop(deep)).getFirst());

        assertThat(names).hasSizeGreaterThanOrEqualTo(64);
        assertThat(names.getFirst()).isEqualTo("kernel.vmlinux.f0");
    }

    /** More than are kept at a time: the classes of the others may be unloaded. */
    @Test
    void beyondTheBoundThereIsOnlyText() throws Exception {
        List<RecordedEvent> events =
                record(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                drop("f" + i + " < outer");
                            }
                            System.gc();
                            drop("f200 < outer");
                        });

        assertThat(events).hasSize(1001);
        for (int i = 0; i < 256; i++) {
            assertThat(kernelFrames(events.get(i)))
                    .containsExactly("kernel.vmlinux.f" + i, "kernel.vmlinux.outer");
        }
        long withFrames = events.stream().filter(event -> !kernelFrames(event).isEmpty()).count();
        assertThat(withFrames).isBetween(257L, 400L);
        assertThat(kernelFrames(events.getLast())).as("one that is known").hasSize(2);
    }

    private void drop(String stack) {
        drop(Stacks.of(stack));
    }

    private void drop(KernelStack stack) {
        KernelDrop drop = new KernelDrop();
        drop.kernelStack = stack.text();
        frames.commit(drop, stack);
    }

    /** The frames above this test's own, which no filter knows. */
    private static List<String> kernelFrames(RecordedEvent event) {
        List<String> names = new ArrayList<>();
        RecordedStackTrace trace = event.getStackTrace();
        for (RecordedFrame frame : trace == null ? List.<RecordedFrame>of() : trace.getFrames()) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith(KernelFramesTests.class.getName())) {
                break;
            }
            names.add(type + "." + frame.getMethod().getName());
        }
        return names;
    }

    private List<RecordedEvent> record(Runnable commits) throws Exception {
        Path file = directory.resolve("frames.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(KernelDrop.class);
            recording.enable(SkbHop.class);
            recording.start();
            commits.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("mytracer."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }
}
