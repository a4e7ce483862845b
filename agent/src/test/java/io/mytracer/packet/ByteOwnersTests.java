package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteOwnersTests {
    private final ByteOwners owners = new ByteOwners();

    @Test
    void nobodyOwnsWhatWasNotMoved() {
        assertThat(owners.of(0)).isZero();
        owners.note(100, 10, 1);
        assertThat(owners.of(99)).isZero();
        assertThat(owners.of(110)).isZero();
    }

    @Test
    void eachByteIsTheLastMovers() {
        owners.note(100, 10, 1);
        owners.note(110, 10, 2);
        owners.note(120, 10, 1);
        assertThat(owners.of(100)).isEqualTo(1);
        assertThat(owners.of(109)).isEqualTo(1);
        assertThat(owners.of(110)).isEqualTo(2);
        assertThat(owners.of(129)).isEqualTo(1);
    }

    @Test
    void numbersWrap() {
        owners.note(0xffff_fff0L, 0x20, 1);
        owners.note(0x10, 0x10, 2);
        assertThat(owners.of(0xffff_ffffL)).isEqualTo(1);
        assertThat(owners.of(0xf)).isEqualTo(1);
        assertThat(owners.of(0x10)).isEqualTo(2);
    }

    @Test
    void aStreamOfOneThreadIsKnownHoweverLongItIs() {
        long seq = 5;
        for (int i = 0; i < 10_000; i++) {
            owners.note(seq, 1 << 20, 1);
            seq += 1 << 20;
        }
        assertThat(owners.of(seq - 1)).isEqualTo(1);
        assertThat(owners.of(seq - (1 << 29))).isEqualTo(1);
        assertThat(owners.of(seq)).isZero();
    }

    @Test
    void theOldestStretchesAreForgotten() {
        for (int i = 0; i < 3 * ByteOwners.MOST; i++) {
            owners.note(10L * i, 10, i + 1);
        }
        assertThat(owners.of(10L * 2 * ByteOwners.MOST - 1)).isZero();
        for (int i = 2 * ByteOwners.MOST; i < 3 * ByteOwners.MOST; i++) {
            assertThat(owners.of(10L * i + 9)).isEqualTo(i + 1);
        }
    }
}
