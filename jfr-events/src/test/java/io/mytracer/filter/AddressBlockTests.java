package io.mytracer.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTests {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,128,192.0.2.1",
        "192.0.2.1/24,120,192.0.2.0/24",
        "192.0.2.77/0,96,0.0.0.0/0",
        "10.255.255.255/9,105,10.128.0.0/9",
        "::1,128,0:0:0:0:0:0:0:1",
        "2001:db8:ffff::/33,33,2001:db8:8000:0:0:0:0:0/33",
        "::/0,0,0:0:0:0:0:0:0:0/0",
        "::ffff:192.0.2.1,128,192.0.2.1",
    })
    void addressBlocksAreRead(String text, int prefixLength, String normal) {
        AddressBlock block = AddressBlock.parse(text);

        assertThat(block.prefixLength()).isEqualTo(prefixLength);
        assertThat(block).hasToString(normal);
        assertThat(AddressBlock.parse(normal)).isEqualTo(block).hasSameHashCodeAs(block);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "localhost", "example.org", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4.",
                ".1.2.3", "1..2.3", "1.2.3.04x", "0x7f.0.0.1", "::g", "1:2", "[::1]", "fe80::1%lo",
                ":::", "1.2.3.4:80"
            })
    void whatIsNoAddressIsRefusedWithoutALookUp(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'"
                                + text
                                + "' is not a numeric IP address (such as 192.0.2.1, 2001:db8::1 or"
                                + " 10.0.0.0/8; host names are not looked up)");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33,32",
        "10.0.0.0/,32",
        "10.0.0.0/-1,32",
        "10.0.0.0/255.0.0.0,32",
        "::1/129,128",
        "::1/x,128"
    })
    void wrongPrefixLengthIsRefused(String text, int bits) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'" + text + "' has no prefix length of 0-" + bits + " after its slash");
    }
}
