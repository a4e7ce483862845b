package io.mytracer.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class DenyFlagTests {

    @Test
    void flagIsFoundWhereverAJvmTakesOptionsFrom() {
        List<String> none = List.of("java", "-jar", "a.jar");

        assertThat(DenyFlag.given(List.of("java", "--illegal-native-access=deny", "A"))).isTrue();
        assertThat(DenyFlag.given(none, "-Xmx1g --illegal-native-access=deny")).isTrue();
        assertThat(DenyFlag.given(none, null, "--illegal-native-access=deny\t-ea")).isTrue();
    }

    @Test
    void otherValuesAreNoDenial() {
        assertThat(DenyFlag.given(List.of("java", "--illegal-native-access=warn"))).isFalse();
        assertThat(DenyFlag.given(List.of(), null, "", "--illegal-native-access=denyx")).isFalse();
    }

    @Test
    void thisJvmIsNotDenied() {
        assertThat(DenyFlag.given()).isFalse();
    }
}
