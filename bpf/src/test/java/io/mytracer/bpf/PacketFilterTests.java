package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class PacketFilterTests {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;

    @Test
    void emptyFilterWantsEverything() {
        assertThat(matches(PacketFilter.ALL, "192.0.2.1", 1, "::1", 2, ICMP)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"8080,40000,true", "40000,8080,true", "8081,8079,false", "0,0,false"})
    void portIsLookedForOnBothSides(int source, int destination, boolean wanted) {
        PacketFilter filter = filter(List.of("8080"), List.of());

        assertThat(matches(filter, "192.0.2.1", source, "192.0.2.2", destination, TCP))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,192.0.2.1,true",
        "192.0.2.1,10.255.255.255,true",
        "11.0.0.0,9.255.255.255,false",
        "::ffff:10.1.2.3,::1,true",
        "2001:db8::1,2001:db9::1,true",
        "2001:db7::1,2001:db9::1,false",
        "::10.1.2.3,::1,false"
    })
    void hostIsLookedForOnBothSides(String source, String destination, boolean wanted) {
        PacketFilter filter = filter(List.of(), List.of("10.0.0.0/8", "2001:db8::/32"));

        assertThat(matches(filter, source, 1, destination, 2, TCP)).isEqualTo(wanted);
    }

    @Test
    void everyPartNarrowsTheOthers() {
        PacketFilter filter =
                new PacketFilter(
                        List.of(PortRange.of(53)),
                        List.of(AddressBlock.parse("192.0.2.53")),
                        Set.of(Protocol.UDP));

        assertThat(matches(filter, "192.0.2.1", 4000, "192.0.2.53", 53, UDP)).isTrue();
        assertThat(matches(filter, "192.0.2.1", 4000, "192.0.2.53", 53, TCP)).isFalse();
        assertThat(matches(filter, "192.0.2.1", 4000, "192.0.2.53", 54, UDP)).isFalse();
        assertThat(matches(filter, "192.0.2.1", 4000, "192.0.2.54", 53, UDP)).isFalse();
    }

    @Test
    void filterDoesNotChangeWithTheListsItWasMadeOf() {
        List<PortRange> ports = new ArrayList<>(List.of(PortRange.of(1)));
        PacketFilter filter = new PacketFilter(ports, List.of(), Set.of());
        ports.clear();

        assertThat(filter.ports()).containsExactly(PortRange.of(1));
    }

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

    private static PacketFilter filter(List<String> ports, List<String> hosts) {
        return new PacketFilter(
                ports.stream().map(PortRange::parse).toList(),
                hosts.stream().map(AddressBlock::parse).toList(),
                Set.of());
    }

    private static boolean matches(
            PacketFilter filter,
            String source,
            int sourcePort,
            String destination,
            int destinationPort,
            int protocol) {
        return filter.matches(
                InetAddress.ofLiteral(source),
                sourcePort,
                InetAddress.ofLiteral(destination),
                destinationPort,
                protocol);
    }
}
