package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
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
            table.put("HOP_" + hop.function().toUpperCase(Locale.ROOT), hop.id());
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
        for (int id : new int[] {Integer.MIN_VALUE, -1, 0, Hop.values().length + 1, 127}) {
            assertThat(Hop.of(id)).as("%d", id).isNull();
        }
    }

    @Test
    void constantsAreNamedAfterTheirFunction() {
        for (Hop hop : Hop.values()) {
            assertThat(hop.name()).isEqualTo(hop.function().toUpperCase(Locale.ROOT));
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
        assertThat(Arrays.stream(Stage.values()).map(Stage::words)).doesNotContain("").hasSize(8);
        assertThat(Arrays.stream(Hop.values()).map(Hop::stage).distinct())
                .containsExactlyInAnyOrder(Stage.values());
    }

    @Test
    void everyHopHasItsProgramAndNoOtherHas() {
        List<String> expected = new ArrayList<>(Hop.functions());
        expected.addAll(Hop.SUPPORT);
        expected.add("own_sockets_iterator");
        try (BpfObject object = BpfObject.open(library(), "mytracer", TracerObject.elf())) {
            assertThat(object.programs()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static NativeLibrary library() {
        try {
            return NativeLibrary.find(null);
        } catch (BpfException e) {
            return abort("needs libbpf: " + e.getMessage());
        }
    }
}
