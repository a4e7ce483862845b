package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
