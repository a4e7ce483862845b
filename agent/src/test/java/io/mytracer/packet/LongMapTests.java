package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class LongMapTests {
    private final LongMap<String> map = new LongMap<>();

    @Test
    void beginsEmpty() {
        assertThat(map.size()).isZero();
        assertThat(map.get(1)).isNull();
        assertThat(map.get(0)).isNull();
        assertThat(map.remove(1)).isNull();
        assertThat(map.remove(0)).isNull();
    }

    @Test
    void refusesTheKeyThatMarksAnEmptySlot() {
        assertThatIllegalArgumentException().isThrownBy(() -> map.put(0, "zero"));
    }

    @Test
    void replacesAValue() {
        map.put(-1, "a");
        map.put(-1, "b");
        assertThat(map.get(-1)).isEqualTo("b");
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void removesWhatIsUnwanted() {
        for (int key = 1; key <= 1000; key++) {
            map.put(key, "v" + key % 3);
        }
        map.removeIf("v1"::equals);

        assertThat(map.size()).isEqualTo(666);
        for (int key = 1; key <= 1000; key++) {
            assertThat(map.get(key)).isEqualTo(key % 3 == 1 ? null : "v" + key % 3);
        }
    }

    /** Few keys collide often; many make it grow. */
    @ParameterizedTest
    @ValueSource(ints = {8, 60, 1000, 100_000})
    void behavesAsAHashMapDoes(int keys) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> compare(keys, new Random(keys)));
    }

    private void compare(int keys, Random random) {
        Map<Long, String> expected = new HashMap<>();
        long[] choice = random.longs().filter(key -> key != 0).limit(keys).toArray();
        for (int i = 0; i < choice.length; i += 2) {
            choice[i] = i + 1L; // half are consecutive, as ids of packets are
        }
        for (int i = 0; i < 200_000; i++) {
            long key = choice[random.nextInt(keys)];
            if (random.nextInt(5) < 2) {
                same(map.remove(key), expected.remove(key));
            } else {
                String value = "v" + i;
                map.put(key, value);
                expected.put(key, value);
            }
            long other = choice[random.nextInt(keys)];
            same(map.get(other), expected.get(other));
            same(map.size(), expected.size());
        }
        expected.forEach((key, value) -> same(map.get(key), value));
        expected.keySet().forEach(key -> assertThat(map.remove(key)).isNotNull());
        assertThat(map.size()).isZero();
    }

    /** AssertJ takes its time, which matters for so many. */
    private static void same(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
