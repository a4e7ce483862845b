package io.mytracer.jmc.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours can be told from light and from dark ground, and from each other. */
class ThemeTests {
    private static final int WHITE = 0xFFFFFF;
    private static final int DARK = 0x1D2129;
    private static final double SHAPES = 3;
    private static final double TEXT = 4.5;

    @ParameterizedTest
    @ValueSource(ints = {WHITE, DARK})
    void spansAreSeen(int ground) {
        for (Stage stage : Stage.values()) {
            assertThat(Theme.contrast(stage.rgb(), ground)).as("%s", stage).isGreaterThan(SHAPES);
            assertThat(Theme.contrast(Theme.upon(stage.rgb()), stage.rgb()))
                    .as("%s", stage)
                    .isGreaterThan(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {WHITE, DARK})
    void wordsAreRead(int ground) {
        Theme theme = new Theme(ground, ground == WHITE ? 0x101010 : 0xEEEEEE, 0, 0);

        assertThat(theme.isDark()).isEqualTo(ground == DARK);
        assertThat(Theme.contrast(theme.soft(), ground)).isGreaterThan(TEXT);
        assertThat(Theme.contrast(theme.bad(), ground)).isGreaterThan(TEXT);
        assertThat(Theme.contrast(theme.read(), ground)).isGreaterThan(SHAPES);
        assertThat(Theme.contrast(theme.write(), ground)).isGreaterThan(SHAPES);
    }

    @Test
    void stagesAreToldFromEachOther() {
        for (Stage one : Stage.values()) {
            for (Stage other : Stage.values()) {
                if (one != other) {
                    assertThat(distance(one.rgb(), other.rgb()))
                            .as("%s and %s", one, other)
                            .isGreaterThan(20);
                }
            }
        }
    }

    private static double distance(int one, int other) {
        double sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            sum += Math.pow((one >> shift & 0xFF) - (other >> shift & 0xFF), 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void contrastIsThatOfWcag() {
        assertThat(Theme.contrast(0, WHITE)).isEqualTo(21, Offset.offset(0.01));
        assertThat(Theme.contrast(0x777777, WHITE)).isEqualTo(4.48, Offset.offset(0.01));
    }
}
