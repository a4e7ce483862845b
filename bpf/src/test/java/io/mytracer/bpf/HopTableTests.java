package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Btf;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class HopTableTests {
    @Test
    void numbersAreThoseOfTheObject() {
        Map<String, Integer> table = new HashMap<>(Map.of("HOP_NONE", 0));
        for (Hop hop : Hop.values()) {
            table.put("HOP_" + hop.function(), hop.id());
        }
        assertThat(TracerObject.enumeration("hop")).isEqualTo(table);
    }

    @Test
    void everyNumberIsOneHop() {
        assertThat(Hop.values()).extracting(Hop::id).doesNotHaveDuplicates();
        assertThat(Hop.values()).extracting(Hop::function).doesNotHaveDuplicates();
        for (Hop hop : Hop.values()) {
            assertThat(Hop.of(hop.id())).isEqualTo(hop);
        }
    }

    @Test
    void otherNumbersAreNone() {
        for (int id : new int[] {Integer.MIN_VALUE, -1, 0, 19, 256, 1 << 20}) {
            assertThat(Hop.of(id)).as("%d", id).isNull();
        }
    }

    @Test
    void constantsAreNamedAfterTheirFunction() {
        for (String function : Hop.functions()) {
            // kfree_skb is a tracepoint.
            String name =
                    function.replaceFirst("^__(?=kfree)", "plain_")
                            .replaceFirst("^_+", "")
                            .toUpperCase(Locale.ROOT);
            assertThat(Hop.valueOf(name).function()).isEqualTo(function);
        }
    }

    @Test
    void explanationsAreOneSentence() {
        for (Hop hop : Hop.values()) {
            assertThat(hop.explanation()).as(hop.function()).matches("[A-Z][^.]*\\.");
        }
    }

    @Test
    void everyStageHasWords() {
        assertThat(Arrays.stream(Stage.values()).map(Stage::words))
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Hop.values()).map(Hop::stage).distinct())
                .containsExactlyInAnyOrder(Stage.values());
    }

    @Test
    void everyHopHasItsPrograms() {
        try (BpfObject object = BpfObject.open(library(), "mytracer", TracerObject.elf())) {
            List<String> programs = object.programs();
            assertThat(programs).doesNotHaveDuplicates().contains(Places.SOCKETS);
            for (Hop hop : Hop.values()) {
                if (hop.isTracepoint()) {
                    assertThat(programs).contains(hop.function());
                } else if (hop.argument() >= 0) {
                    assertThat(programs)
                            .contains(
                                    "fentry_" + hop.function(),
                                    "kprobe_" + hop.function(),
                                    "multi_" + hop.argument());
                } else if (hop != Hop.FUNCTION_WITH_SKB) {
                    assertThat(programs)
                            .containsAnyOf("fentry_" + hop.function(), "fexit_" + hop.function());
                }
            }
        }
    }

    @Test
    void objectForOldKernelsHasTheSamePrograms() {
        try (BpfObject object = BpfObject.open(library(), "mytracer", TracerObject.elf());
                BpfObject legacy =
                        BpfObject.open(
                                library(), "mytracer", BpfResource.read("mytracer-legacy"))) {
            assertThat(legacy.programs()).isEqualTo(object.programs());
        }
    }

    /** The kernel's own types say which argument is the packet. */
    @Test
    void argumentsAreThoseOfThisKernel() {
        Btf kernel = Btf.vmlinux();
        List<Hop> here =
                Arrays.stream(Hop.values())
                        .filter(hop -> hop.argument() >= 0 && kernel.hasFunction(hop.function()))
                        .toList();
        assertThat(here).hasSizeGreaterThan(40);
        assertThat(here)
                .allSatisfy(
                        hop ->
                                assertThat(kernel.pointerArgument(hop.function(), "sk_buff"))
                                        .as(hop.function())
                                        .isEqualTo(hop.argument()));
    }

    private static NativeLibrary library() {
        try {
            return NativeLibrary.find(null);
        } catch (BpfException e) {
            return abort("needs libbpf: " + e.getMessage());
        }
    }
}
