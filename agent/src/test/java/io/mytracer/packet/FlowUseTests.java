package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

import org.junit.jupiter.api.Test;

class FlowUseTests {
    private final FlowUse flow = new FlowUse();

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(flow.reader()).isZero();
        assertThat(flow.writer()).isZero();
        assertThat(flow.hasRead(HopRecord.IN, 0, 0)).isFalse();
        assertThat(flow.hasReadDatagram(1)).isFalse();
    }

    @Test
    void oneThreadThatUsesTheSocketIsTakenForBoth() {
        flow.note(Records.hop(Hop.SOCK_SEND_LENGTH, 0).tid(5).view());
        assertThat(flow.reader()).isEqualTo(5);
        flow.note(Records.hop(Hop.SOCK_RECV_LENGTH, 0).tid(6).view());
        assertThat(flow.reader()).isEqualTo(6);
        assertThat(flow.writer()).isEqualTo(5);
    }

    @Test
    void aSegmentIsReadOnceTheReaderIsPastItsEnd() {
        flow.note(copy(1000, 100));

        assertThat(flow.hasRead(HopRecord.IN, 1000, 100)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 900, 100)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 1000, 101)).isFalse();
        assertThat(flow.hasRead(HopRecord.IN, 1100, 1)).isFalse();
    }

    @Test
    void sequenceNumbersWrap() {
        flow.note(copy(0xffff_fff0L, 0x20));

        assertThat(flow.hasRead(HopRecord.IN, 0xffff_fff0L, 0x10)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 0xffff_fff0L, 0x20)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 0, 0x10)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 0x10, 1)).isFalse();

        flow.note(copy(0x10, 8));
        assertThat(flow.hasRead(HopRecord.IN, 0x10, 8)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 0xffff_fff0L, 0x20)).isTrue();
    }

    /** TCP merges segments into one packet; a small buffer reads that in several calls. */
    @Test
    void partsOfOnePacketAddUp() {
        for (int i = 1; i <= 5; i++) {
            flow.note(copy(1000, 100));
            assertThat(flow.hasRead(HopRecord.IN, 1000, 100 * i)).isTrue();
            assertThat(flow.hasRead(HopRecord.IN, 1000, 100 * i + 1)).isFalse();
        }
        flow.note(copy(1500, 10));
        assertThat(flow.hasRead(HopRecord.IN, 1500, 10)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 1500, 11)).isFalse();
    }

    @Test
    void datagramsAreReadInOrder() {
        long first = flow.queueDatagram();
        long second = flow.queueDatagram();

        flow.note(Records.hop(Hop.SOCK_RECV_LENGTH, 0).udp().tid(5).view());
        assertThat(flow.hasReadDatagram(first)).isTrue();
        assertThat(flow.hasReadDatagram(second)).isFalse();
        assertThat(flow.hasReadDatagram(0)).as("one that was never queued").isFalse();
        flow.note(Records.hop(Hop.SOCK_RECV_LENGTH, 0).udp().tid(5).view());
        assertThat(flow.hasReadDatagram(second)).isTrue();
    }

    /** Where both ends are ours, the packet belongs to the sender's socket. */
    @Test
    void whoReadsWhatTheSocketSentIsNotItsReader() {
        flow.note(Records.hop(Hop.SOCK_SEND_LENGTH, 0).out().tid(5).view());
        flow.note(Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 3).out().seq(10).value(5).tid(6).view());

        assertThat(flow.reader()).isEqualTo(5);
        assertThat(flow.hasRead(HopRecord.OUT, 10, 5)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 10, 5)).isFalse();
    }

    @Test
    void anotherProcessThatReadsWhatTheSocketSentIsNoThreadOfOurs() {
        flow.note(copy(1000, 100));
        flow.note(Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 3).out().seq(10).value(5).view());

        assertThat(flow.reader()).isEqualTo(5);
        assertThat(flow.hasRead(HopRecord.OUT, 10, 5)).isTrue();
        assertThat(flow.hasRead(HopRecord.IN, 1000, 100)).isTrue();
    }

    private static HopRecord copy(long seq, int bytes) {
        return Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 3).seq(seq).value(bytes).tid(5).view();
    }
}
