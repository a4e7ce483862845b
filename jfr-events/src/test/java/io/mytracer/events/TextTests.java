package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|''", "2|SYN", "18|SYN,ACK", "20|RST,ACK", "24|PSH,ACK", "256|''"})
    void tcpFlagsAreNamedLowestBitFirst(int flags, String text) {
        assertThat(TcpFlags.text(flags)).isEqualTo(text);
    }

    @Test
    void allTcpFlags() {
        assertThat(TcpFlags.text(0xff)).isEqualTo("FIN,SYN,RST,PSH,ACK,URG,ECE,CWR");
    }

    @ParameterizedTest
    @CsvSource({"0,HOST", "3,OTHERHOST", "4,OUTGOING", "7,KERNEL", "8,8", "-1,-1"})
    void packetTypeHasTheNumberOfTheKernel(int number, String text) {
        assertThat(PacketType.text(number)).isEqualTo(text);
        assertThat(PacketType.number(text)).isEqualTo(number);
    }

    @Test
    void packetTypeOfForeignTextIsUnknown() {
        assertThat(PacketType.number("nonsense")).isEqualTo(-1);
        assertThat(PacketType.number(null)).isZero();
    }
}
