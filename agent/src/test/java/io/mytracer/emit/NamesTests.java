package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.packet.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.Arrays;

class NamesTests {
    private final Names names = new Names();

    /** The rules of RFC 5952 §4 and its examples. */
    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "0:0:1:0:0:0:0:1, 0:0:1::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "::2:0:0:0:0, 0:0:0:2::",
        "fe80::1:2:3:4, fe80::1:2:3:4",
        "ff02::fb, ff02::fb",
        "64:ff9b::c000:201, 64:ff9b::c000:201",
        "::1.2.3.4, ::102:304"
    })
    void ipv6IsShort(String address, String text) {
        assertThat(Names.text(InetAddress.ofLiteral(address).getAddress())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "127.0.0.1", "255.255.255.255", "10.0.0.1"})
    void aMappedAddressIsIpv4(String address) {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(InetAddress.ofLiteral(address).getAddress(), 0, mapped, 12, 4);
        assertThat(Names.text(mapped)).isEqualTo(address);
    }

    @Test
    void sourceAndDestinationAreNotMixedUp() {
        Records record = Records.hop(Hop.NETIF_RX, 1).from("10.0.0.1", 1).to("2001:db8::1", 2);
        assertThat(names.source(record.view())).isEqualTo("10.0.0.1");
        assertThat(names.destination(record.view())).isEqualTo("2001:db8::1");
    }

    @Test
    void endsAreProtocolAddressesAndPorts() {
        assertThat(names.ends(Records.hop(Hop.NETIF_RX, 1).view()))
                .isEqualTo("TCP 10.0.0.1:40000 > 10.0.0.2:80");
        assertThat(
                        names.ends(
                                Records.hop(Hop.NETIF_RX, 1)
                                        .udp()
                                        .from("2001:db8::1", 53)
                                        .to("2001:db8::2", 5353)
                                        .view()))
                .isEqualTo("UDP [2001:db8::1]:53 > [2001:db8::2]:5353");
        assertThat(
                        names.ends(
                                Records.hop(Hop.NETIF_RX, 1)
                                        .protocol(41)
                                        .from("2001:db8::1", 0)
                                        .to("2001:db8::2", 0)
                                        .view()))
                .isEqualTo("41 2001:db8::1 > 2001:db8::2");
    }

    @Test
    void endsDifferByAnyOfTheirParts() {
        HopRecord record = Records.hop(Hop.NETIF_RX, 1).view();
        assertThat(Names.haveSameEnds(record, Records.hop(Hop.NET_DEV_QUEUE, 2).out().view()))
                .isTrue();
        for (Records other :
                new Records[] {
                    Records.hop(Hop.NETIF_RX, 1).udp(),
                    Records.hop(Hop.NETIF_RX, 1).from("10.0.0.3", 40000),
                    Records.hop(Hop.NETIF_RX, 1).from("10.0.0.1", 40001),
                    Records.hop(Hop.NETIF_RX, 1).to("2001:db8::2", 80),
                    Records.hop(Hop.NETIF_RX, 1).to("10.0.0.2", 81)
                }) {
            assertThat(Names.haveSameEnds(record, other.view())).isFalse();
        }
    }

    @Test
    void addressesAreKept() {
        Records record = Records.hop(Hop.NETIF_RX, 1).from("10.0.0.1", 1).to("10.0.0.1", 2);
        assertThat(names.source(record.view())).isSameAs(names.destination(record.view()));
    }

    @Test
    void addressesThatShareASlotAreToldApart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                String address = "10.1." + (i >> 8) + "." + (i & 255);
                Records record = Records.hop(Hop.NETIF_RX, 1).from(address, 1);
                assertThat(names.source(record.view())).isEqualTo(address);
            }
        }
    }

    @Test
    void devicesThatShareASlotAreToldApart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1000; i++) {
                String device = "veth0123456_" + i; // 15 bytes at most
                Records record = Records.hop(Hop.NETIF_RX, 1).device(device);
                assertThat(names.device(record.view())).isEqualTo(device);
            }
        }
    }

    @Test
    void noDeviceHasNoName() {
        assertThat(names.device(Records.hop(Hop.NETIF_RX, 1).view())).isNull();
        assertThat(names.device(Records.hop(Hop.NETIF_RX, 1).device("lo").view())).isEqualTo("lo");
        assertThat(names.device(Records.hop(Hop.NETIF_RX, 1).view())).isNull();
    }

    @Test
    void macIsSixPairs() {
        assertThat(mac(0x0a1b_2c3d_4e5fL)).isEqualTo("0a:1b:2c:3d:4e:5f");
        assertThat(mac(0xffff_ffff_ffffL)).isEqualTo("ff:ff:ff:ff:ff:ff");
        assertThat(mac(0)).isEqualTo("00:00:00:00:00:00");
        assertThat(names.mac(Records.hop(Hop.NETIF_RX, 1).view())).isNull();
    }

    @Test
    void macsThatShareASlotAreToldApart() {
        String[] first = macs();
        assertThat(macs()).isEqualTo(first);
        assertThat(Arrays.stream(first).distinct()).hasSize(1000);
    }

    private String[] macs() {
        String[] macs = new String[1000];
        for (int i = 0; i < macs.length; i++) {
            macs[i] = mac(0x0200_0000_0000L + i);
            assertThat(macs[i]).endsWith("%02x".formatted(i & 255));
        }
        return macs;
    }

    private String mac(long mac) {
        return names.mac(Records.hop(Hop.NETIF_RX, 1).mac(mac).view());
    }
}
