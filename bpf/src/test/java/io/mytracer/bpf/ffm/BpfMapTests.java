package io.mytracer.bpf.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

class BpfMapTests {
    private final Arena arena = Arena.ofConfined();
    private BpfObject object;
    private BpfMap table;

    @BeforeEach
    void load() throws Exception {
        object = TestObject.open();
        object.load();
        table = object.map("table");
    }

    @AfterEach
    void close() {
        if (object != null) {
            object.close();
        }
        arena.close();
    }

    private MemorySegment key(int key) {
        return arena.allocateFrom(JAVA_INT, key);
    }

    private MemorySegment value(long value) {
        return arena.allocateFrom(JAVA_LONG, value);
    }

    @Test
    void whatIsPutInComesOut() {
        MemorySegment found = arena.allocate(JAVA_LONG);
        assertThat(table.lookup(key(1), found)).isFalse();
        table.update(key(1), value(11), 0);
        assertThat(table.lookup(key(1), found)).isTrue();
        assertThat(found.get(JAVA_LONG, 0)).isEqualTo(11);
        assertThat(table.delete(key(1))).isTrue();
        assertThat(table.delete(key(1))).isFalse();
    }

    @Test
    void flagsTellCreateFromReplace() {
        table.update(key(1), value(1), 1);
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> table.update(key(1), value(1), 1))
                .withMessageContaining("EEXIST");
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> table.update(key(2), value(1), 2))
                .withMessageContaining("ENOENT");
    }

    @Test
    void keysAreWalked() {
        for (int i = 1; i <= 3; i++) {
            table.update(key(i), value(i), 0);
        }
        List<Integer> keys = new ArrayList<>();
        MemorySegment at = arena.allocate(JAVA_INT);
        for (boolean more = table.nextKey(null, at); more; more = table.nextKey(at, at)) {
            keys.add(at.get(JAVA_INT, 0));
        }
        assertThat(keys).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void aPerCpuValueHasRoomForEveryCpu() {
        BpfMap perCpu = object.map("per_cpu");
        assertThat(perCpu.valueSize() % 8).isZero();
        assertThat(perCpu.valueSize() / 8)
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(perCpu.lookup(key(0), arena.allocate(perCpu.valueSize()))).isTrue();
    }

    @Test
    void aSegmentTooSmallIsRefusedBeforeTheKernelWritesToIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.lookup(key(1), arena.allocate(7)))
                .withMessage("value of map table needs 8 bytes, not 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.delete(arena.allocate(3)))
                .withMessage("key of map table needs 4 bytes, not 3");
    }
}
