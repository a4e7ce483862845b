package io.mytracer.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTests {

    @ParameterizedTest
    @CsvSource({"1,1,1", "65535,65535,65535", "8000-8100,8000,8100", "00080,80,80", "7-7,7,7"})
    void portsAreRead(String text, int first, int last) {
        assertThat(PortRange.parse(text)).isEqualTo(new PortRange(first, last));
        assertThat(PortRange.parse(PortRange.parse(text).toString()))
                .isEqualTo(new PortRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0", "65536", "99999", "999999999999999999999", "-1", "+80", "80-", "-80",
                "90-80", "0-80", "80-65536", "1-2-3", "http", " 80", "80 ", "0x50", "８０"
            })
    void whatIsNoPortIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> PortRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a port (1-65535, or a range such as 8000-8100)");
    }
}
