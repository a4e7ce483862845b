package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.packet.Told.Cause;
import io.mytracer.packet.Told.PassedHop;

import org.junit.jupiter.api.Test;

class PathThreadsTests {
    private static final int READER = 11;
    private static final int WRITER = 12;

    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @Test
    void whatComesInBelongsToTheThreadThatReadsIt() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(1),
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1).at(2).tid(READER).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.hops).extracting(PassedHop::tid).containsExactly(READER, READER);
        assertThat(told.ends).extracting(Told.Ended::tid).containsExactly(READER);
    }

    @Test
    void threadsAreMetAtOnce() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(1),
                Records.hop(Hop.NET_DEV_QUEUE, 2).out().at(1).tid(WRITER),
                Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, 0).tid(READER));
        assertThat(told.hops).isEmpty();
        assertThat(told.met).containsExactlyInAnyOrder(WRITER, READER);
    }

    @Test
    void whatGoesOutBelongsToTheThreadThatWroteIt() {
        traced.drain(
                Records.hop(Hop.NET_DEV_QUEUE, 1).out().at(1).tid(WRITER),
                Records.hop(Hop.NET_DEV_START_XMIT, 1).out().at(2),
                Records.bare(Hop.NET_DEV_XMIT, 1).at(3));
        traced.pass(150);
        assertThat(told.hops).extracting(PassedHop::tid).containsOnly(WRITER).hasSize(3);
    }

    @Test
    void aHopInAThreadsOwnCallIsThatThreads() {
        traced.drain(
                Records.hop(Hop.NET_DEV_QUEUE, 1).out().at(1).tid(WRITER),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).out().at(2),
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1)
                        .out()
                        .at(3)
                        .tid(READER)
                        .flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.hops).extracting(PassedHop::tid).containsExactly(WRITER, WRITER, READER);
    }

    @Test
    void aPacketThatNoThreadTouchedBelongsToTheOneThatUsesTheSocket() {
        traced.drain(
                Records.hop(Hop.SOCK_SEND_LENGTH, 0).out().at(1).tid(WRITER),
                Records.hop(Hop.SOCK_RECV_LENGTH, 0).at(2).tid(READER),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(3),
                Records.hop(Hop.NET_DEV_START_XMIT, 2).out().at(4),
                Records.bare(Hop.NET_DEV_XMIT, 2).at(5));
        traced.pass(150);

        assertThat(told.hops.subList(0, 2))
                .extracting(PassedHop::tid)
                .containsExactly(WRITER, READER);
        assertThat(told.hops)
                .filteredOn(hop -> hop.packet() == 1)
                .extracting(PassedHop::tid)
                .containsExactly(READER);
        assertThat(told.hops)
                .filteredOn(hop -> hop.packet() == 2)
                .extracting(PassedHop::tid)
                .containsExactly(WRITER, WRITER);
    }

    @Test
    void anotherSocketsThreadIsNotTaken() {
        traced.drain(
                Records.hop(Hop.SOCK_RECV_LENGTH, 0).flow(8).tid(READER),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(3));
        traced.pass(150);
        assertThat(told.hops)
                .filteredOn(hop -> hop.packet() == 1)
                .extracting(PassedHop::tid)
                .containsExactly(0);
    }

    @Test
    void aPacketWithoutASocketHasNoThread() {
        traced.drain(
                Records.hop(Hop.SOCK_RECV_LENGTH, 0).flow(0).tid(READER),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).flow(0).at(3));
        traced.pass(150);
        assertThat(told.hops).extracting(PassedHop::tid).containsExactly(READER, 0);
    }

    @Test
    void causesHaveTheThreadOfTheirDirection() {
        traced.drain(
                Records.hop(Hop.SOCK_SEND_LENGTH, 0).out().at(1).tid(WRITER),
                Records.hop(Hop.SOCK_RECV_LENGTH, 0).at(2).tid(READER),
                Records.cause(HopRecord.RESET_RECEIVED, Hop.TCP_RECEIVE_RESET, 0).at(3),
                Records.cause(HopRecord.RETRANSMIT, Hop.TCP_RETRANSMIT_SKB, 0).out().at(4),
                Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, 0).out().at(5).tid(13));
        assertThat(told.causes)
                .containsExactly(
                        new Cause(HopRecord.RESET_RECEIVED, null, READER),
                        new Cause(HopRecord.RETRANSMIT, null, WRITER),
                        new Cause(HopRecord.RESET_SENT, null, 13));
    }

    /** The packets between two own sockets belong to the sender's. */
    @Test
    void theThreadThatReadsAtTheOtherEndIsNotTheSocketsOwn() {
        traced.drain(
                Records.hop(Hop.SOCK_SEND_LENGTH, 0).out().at(1).tid(WRITER),
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1)
                        .out()
                        .at(3)
                        .tid(READER)
                        .flag(Records.FINAL),
                Records.cause(HopRecord.RESET_RECEIVED, Hop.TCP_RECEIVE_RESET, 0).at(4));
        assertThat(told.causes).containsExactly(new Cause(HopRecord.RESET_RECEIVED, null, WRITER));
    }

    @Test
    void bytesBelongToTheThreadThatWroteThemWhoeverSendsThem() {
        traced.drain(
                call(Hop.SOCK_SEND_LENGTH, 100, 10).out().at(1).tid(WRITER),
                call(Hop.SOCK_SEND_LENGTH, 110, 10).out().at(2).tid(13),
                segment(1, 110).out().at(3),
                segment(2, 100).out().at(4).tid(13),
                segment(3, 120).out().at(5).tid(READER));
        traced.pass(11_000);
        assertThat(told.hops)
                .filteredOn(hop -> hop.packet() != 0)
                .extracting(PassedHop::tid)
                .as("behind the last write nobody has written yet")
                .containsExactly(13, WRITER, READER);
    }

    @Test
    void bytesBelongToTheThreadThatHasReadThem() {
        traced.drain(
                segment(1, 100).at(1),
                segment(2, 110).at(2),
                call(Hop.SOCK_RECV_LENGTH, 100, 15).at(3).tid(READER),
                call(Hop.SOCK_RECV_LENGTH, 115, 5).at(4).tid(13));
        traced.pass(11_000);
        assertThat(told.hops)
                .filteredOn(hop -> hop.packet() != 0)
                .extracting(PassedHop::tid)
                .containsExactly(READER, READER);
    }

    @Test
    void whatIsSentAgainBelongsToTheThreadThatWroteIt() {
        traced.drain(
                call(Hop.SOCK_SEND_LENGTH, 100, 10).out().at(1).tid(WRITER),
                call(Hop.SOCK_SEND_LENGTH, 110, 10).out().at(2).tid(13),
                Records.cause(HopRecord.RETRANSMIT, Hop.TCP_RETRANSMIT_SKB, 0)
                        .out()
                        .seq(105)
                        .tid(READER)
                        .at(3));
        assertThat(told.causes).containsExactly(new Cause(HopRecord.RETRANSMIT, null, WRITER));
    }

    private static Records call(Hop hop, long seq, int bytes) {
        return Records.hop(hop, 0).seq(seq).length(bytes).value(bytes);
    }

    private static Records segment(long packet, long seq) {
        return Records.hop(Hop.NET_DEV_QUEUE, packet).seq(seq).value(10);
    }
}
