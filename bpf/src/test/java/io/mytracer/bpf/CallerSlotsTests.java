package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class CallerSlotsTests {
    private final MemorySegment memory = Arena.ofAuto().allocate(CallerSlots.BYTES, 8);
    private final CallerSlots slots = new CallerSlots(memory);

    @Test
    void layoutIsThatOfTheObject() {
        assertThat(size("caller")).isEqualTo(CallerSlots.SIZE);
        assertThat(size("callers")).isEqualTo(CallerSlots.WAYS * CallerSlots.SIZE);
        assertThat(offset("caller", "tid")).isEqualTo(CallerSlots.TID);
        assertThat(offset("caller", "java_thread")).isEqualTo(CallerSlots.JAVA_THREAD);
        assertThat(offset("caller", "flow")).isEqualTo(CallerSlots.FLOW);
        assertThat(offset("caller", "begin")).isEqualTo(CallerSlots.BEGIN);
        assertThat(offset("caller", "end")).isEqualTo(CallerSlots.END);
    }

    @Test
    void aThreadHasOneSlotInItsSet() {
        int slot = slots.claim(1000);
        assertThat(slot / CallerSlots.WAYS).isEqualTo(1000);
        assertThat(slots.claim(1000)).isEqualTo(slot);
        assertThat(slots.find(1000)).isEqualTo(slot);
        assertThat(slots.tid(slot)).isEqualTo(1000);
        slots.free(slot);
        assertThat(slots.find(1000)).isEqualTo(CallerSlots.NONE);
    }

    @Test
    void asManyAlikeAsThereAreWaysHaveSlots() {
        for (int i = 0; i < CallerSlots.WAYS; i++) {
            assertThat(slots.claim(7 + i * CallerSlots.SETS)).isNotEqualTo(CallerSlots.NONE);
        }
        int another = 7 + CallerSlots.WAYS * CallerSlots.SETS;
        assertThat(slots.claim(another)).isEqualTo(CallerSlots.NONE);
        slots.free(slots.find(7));
        assertThat(slots.claim(another)).isNotEqualTo(CallerSlots.NONE);
    }

    @Test
    void whatTheKernelWritesIsOfOneCall() {
        int slot = slots.claim(5);
        slots.begin(slot, -2);
        long at = (long) slot * CallerSlots.SIZE;
        assertThat(memory.get(JAVA_INT, at + CallerSlots.JAVA_THREAD)).isEqualTo(-2);
        memory.set(JAVA_LONG, at + CallerSlots.FLOW, 9);
        memory.set(JAVA_INT, at + CallerSlots.BEGIN, -3);
        memory.set(JAVA_INT, at + CallerSlots.END, 0);
        assertThat(slots.flow(slot)).isEqualTo(9);
        assertThat(slots.firstSeq(slot)).isEqualTo(0xffff_fffdL);
        assertThat(slots.lastSeq(slot)).isEqualTo(0xffff_ffffL);
        slots.begin(slot, -2);
        assertThat(slots.flow(slot)).isZero();
    }
}
