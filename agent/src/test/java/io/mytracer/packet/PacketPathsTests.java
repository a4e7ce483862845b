package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.packet.Told.Cause;
import io.mytracer.packet.Told.PassedHop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketPathsTests {
    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
    }

    @Test
    void aHopLastsUntilTheNextOne() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(100),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(130),
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1).at(200).tid(9).flag(Records.FINAL));
        assertThat(told.isEmpty()).as("until its end is certain").isTrue();
        traced.pass(30);

        assertThat(told.hops)
                .containsExactly(
                        new PassedHop(1, Hop.NETIF_RX, Stage.GRO, 100, 30_000, 9, 80, HopRecord.IN),
                        new PassedHop(
                                1,
                                Hop.NETIF_RECEIVE_SKB,
                                Stage.RECEIVE,
                                130,
                                70_000,
                                9,
                                80,
                                HopRecord.IN),
                        new PassedHop(
                                1,
                                Hop.SKB_COPY_DATAGRAM_IOVEC,
                                Stage.SOCKET,
                                200,
                                0,
                                9,
                                80,
                                HopRecord.IN));
        assertThat(told.ends)
                .containsExactly(
                        new Told.Ended(
                                1,
                                Outcome.DELIVERED,
                                3,
                                100_000,
                                100_000,
                                Stage.RECEIVE,
                                70_000,
                                9,
                                0,
                                0));
    }

    /** Records may be read late, on a busy machine. */
    @Test
    void aPathThatHasEndedIsNotToldYet() {
        traced.pass(50);
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(100),
                Records.bare(Hop.CONSUME_SKB, 1).at(200).flag(Records.FINAL));
        assertThat(told.isEmpty()).isTrue();
        assertThat(traced.paths.toldUntil()).isEqualTo(100_000);

        traced.pass(30);
        assertThat(told.hops).hasSize(2);
        assertThat(traced.paths.toldUntil()).isGreaterThan(200_000);
    }

    @Test
    void hopsAreToldInOrderOfTimeWhateverOrderTheyCameIn() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(130),
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1).at(200).flag(Records.FINAL));
        traced.drain(Records.hop(Hop.NETIF_RX, 1).at(100)).pass(30);

        assertThat(told.places())
                .containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB, Hop.SKB_COPY_DATAGRAM_IOVEC);
        assertThat(told.hops).extracting(PassedHop::nanos).containsExactly(30_000L, 70_000L, 0L);
        assertThat(told.ends)
                .singleElement()
                .satisfies(
                        end -> {
                            assertThat(end.firstTime()).isEqualTo(100_000);
                            assertThat(end.duration()).isEqualTo(100_000);
                            assertThat(end.hops()).isEqualTo(3);
                        });
    }

    @Test
    void packetsDoNotMix() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(1),
                Records.hop(Hop.NETIF_RX, 2).at(2).to("10.0.0.2", 81),
                Records.bare(Hop.CONSUME_SKB, 1).at(3).flag(Records.FINAL),
                Records.bare(Hop.CONSUME_SKB, 2).at(4).flag(Records.FINAL));
        traced.pass(30);

        assertThat(told.hops).extracting(PassedHop::packet).containsExactly(1L, 1L, 2L, 2L);
        assertThat(told.hops).extracting(PassedHop::port).containsExactly(80, 80, 81, 81);
    }

    @Test
    void hopsWithoutHeadersInheritThem() {
        traced.drain(
                Records.hop(Hop.NET_DEV_START_XMIT, 1).out().to("10.0.0.2", 443).at(1),
                Records.bare(Hop.NET_DEV_XMIT, 1).at(2),
                Records.bare(Hop.CONSUME_SKB, 1).at(3).flag(Records.FINAL));
        traced.pass(30);

        assertThat(told.hops).hasSize(3);
        assertThat(told.hops).extracting(PassedHop::port).containsOnly(443);
        assertThat(told.hops).extracting(PassedHop::direction).containsOnly(HopRecord.OUT);
        assertThat(told.outcomes()).containsExactly(Outcome.SENT);
    }

    @Test
    void hopsWithoutHeadersAndWithoutAPathAreCounted() {
        traced.drain(Records.bare(Hop.NET_DEV_XMIT, 1), Records.bare(Hop.SK_DATA_READY, 2).at(3));
        assertThat(traced.paths.unmatched()).isEqualTo(2);
        assertThat(traced.paths.open()).isZero();
    }

    @Test
    void anEndThatComesAfterTheEndIsNothingNew() {
        traced.drain(Records.bare(Hop.CONSUME_SKB, 1).flag(Records.FINAL));
        assertThat(traced.paths.unmatched()).isZero();
        assertThat(traced.paths.open()).isZero();
    }

    @Test
    void aQuietPathGivesUpAllButItsLastHop() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(1).value(10),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(2).value(10),
                Records.bare(Hop.SK_DATA_READY, 1).at(4));
        traced.pass(90);
        assertThat(told.isEmpty()).isTrue();
        traced.pass(20);
        assertThat(told.places()).containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB);
        assertThat(traced.paths.waiting()).isEqualTo(1);

        traced.pass(3000);
        traced.drain(
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1)
                        .at(3_000_004)
                        .tid(8)
                        .flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.hops.subList(2, 4))
                .containsExactly(
                        new PassedHop(
                                1,
                                Hop.SK_DATA_READY,
                                Stage.SOCKET,
                                4,
                                3_000_000_000L,
                                8,
                                80,
                                HopRecord.IN),
                        new PassedHop(
                                1,
                                Hop.SKB_COPY_DATAGRAM_IOVEC,
                                Stage.SOCKET,
                                3_000_004,
                                0,
                                8,
                                80,
                                HopRecord.IN));
        assertThat(told.ends)
                .singleElement()
                .satisfies(
                        end -> {
                            assertThat(end.hops()).isEqualTo(4);
                            assertThat(end.slowest()).isEqualTo(Stage.SOCKET);
                            assertThat(end.slowestTime()).isEqualTo(3_000_000_000L);
                            assertThat(end.duration()).isEqualTo(3_000_003_000L);
                        });
    }

    @Test
    void aPacketThatNobodyReadsIsQueued() {
        traced.drain(Records.hop(Hop.NETIF_RECEIVE_SKB, 1).value(10).at(1)).pass(9_900);
        assertThat(told.isEmpty()).isTrue();
        traced.pass(300);
        assertThat(told.outcomes()).containsExactly(Outcome.QUEUED);
    }

    @Test
    void aPacketThatIsLostSightOfHasAnUnknownEnd() {
        traced.drain(Records.hop(Hop.NET_DEV_QUEUE, 1).out().at(1)).pass(10_200);
        assertThat(told.outcomes()).containsExactly(Outcome.UNKNOWN);
    }

    @Test
    void aPacketThatTheDriverTookIsSent() {
        traced.drain(
                Records.hop(Hop.NET_DEV_START_XMIT, 1).out().at(1),
                Records.bare(Hop.NET_DEV_XMIT, 1).at(2));
        traced.pass(110);
        assertThat(told.outcomes()).containsExactly(Outcome.SENT);
        assertThat(told.places()).containsExactly(Hop.NET_DEV_START_XMIT, Hop.NET_DEV_XMIT);
    }

    @Test
    void aPacketWithoutPayloadIsDeliveredOnceReceived() {
        traced.drain(Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1)).pass(110);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void segmentsThatTcpMergedAreDeliveredWithTheOneThatIsRead() {
        traced.drain(
                segment(1, 0xffff_ff00L, 0x80),
                segment(2, 0xffff_ff80L, 0x80),
                segment(3, 0, 0x80),
                segment(4, 0x80, 0x80));
        // The reader takes all but the last, in two calls, out of the first packet.
        traced.drain(read(1, 0xffff_ff00L, 0x100, 0), read(1, 0xffff_ff00L, 0x80, Records.FINAL));
        traced.pass(250);

        assertThat(told.ends).extracting(Told.Ended::packet).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(told.outcomes()).containsOnly(Outcome.DELIVERED);
        assertThat(traced.paths.open()).isEqualTo(1);

        traced.drain(read(4, 0x80, 0x80, Records.FINAL)).pass(30);
        assertThat(told.outcomes()).hasSize(4).containsOnly(Outcome.DELIVERED);
    }

    @Test
    void datagramsAreDeliveredInOrder() {
        for (long packet = 1; packet <= 3; packet++) {
            traced.drain(
                    Records.hop(Hop.NETIF_RECEIVE_SKB, packet).udp().value(5).at(10 * packet),
                    Records.bare(Hop.SK_DATA_READY, packet).at(10 * packet + 1));
        }
        traced.drain(Records.hop(Hop.SOCK_RECV_LENGTH, 0).udp().tid(3).at(50).value(5));
        traced.drain(Records.hop(Hop.SOCK_RECV_LENGTH, 0).udp().tid(3).at(51).value(5));
        traced.pass(250);

        assertThat(told.ends).extracting(Told.Ended::packet).containsExactly(1L, 2L);
        assertThat(told.outcomes()).containsOnly(Outcome.DELIVERED);
        assertThat(traced.paths.open()).isEqualTo(1);
    }

    @Test
    void aDropTellsWhereThePacketWasBefore() {
        traced.drain(
                Records.hop(Hop.NETIF_RX, 1).at(1),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(2),
                Records.drop(1).at(3).reason(5));
        assertThat(told.causes).containsExactly(new Cause(HopRecord.DROP, Stage.RECEIVE, 0));
        traced.pass(30);

        assertThat(told.places()).containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB);
        assertThat(told.ends)
                .singleElement()
                .satisfies(
                        end -> {
                            assertThat(end.outcome()).isEqualTo(Outcome.DROPPED);
                            assertThat(end.hops()).isEqualTo(3);
                            assertThat(end.duration()).isEqualTo(2000);
                        });
    }

    @Test
    void aDropWithoutAPathIsOneOfItsOwn() {
        traced.drain(Records.drop(1).at(3).reason(5)).pass(30);

        assertThat(told.causes).containsExactly(new Cause(HopRecord.DROP, null, 0));
        assertThat(told.outcomes()).containsExactly(Outcome.DROPPED);
        assertThat(told.hops).isEmpty();
    }

    @Test
    void aDropThatIsTheNormalEndIsAHop() {
        told.benignReasons.add(77);
        traced.drain(Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(2), Records.drop(1).at(3).reason(77));
        traced.drain(Records.drop(2).at(4).reason(77));
        traced.pass(30);

        assertThat(told.causes).isEmpty();
        assertThat(told.places()).containsExactly(Hop.NETIF_RECEIVE_SKB, Hop.KFREE_SKB);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void aCauseTellsWhereThePacketIs() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(2),
                Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, 1).at(3),
                Records.cause(HopRecord.RESET_RECEIVED, Hop.TCP_RECEIVE_RESET, 0).at(4),
                Records.cause(HopRecord.RETRANSMIT, Hop.TCP_RETRANSMIT_SKB, 0).out().at(4));

        assertThat(told.causes)
                .containsExactly(
                        new Cause(HopRecord.RESET_SENT, Stage.RECEIVE, 0),
                        new Cause(HopRecord.RESET_RECEIVED, null, 0),
                        new Cause(HopRecord.RETRANSMIT, null, 0));
        assertThat(traced.paths.open()).isEqualTo(1);
    }

    /** nft_do_chain() frees what it drops before it returns. */
    @Test
    void aVerdictMayComeAfterTheEndOfItsPacket() {
        traced.drain(
                        Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1),
                        Records.drop(1).at(3),
                        Records.verdict(1, 0x10002).at(2))
                .pass(30);
        traced.drain(Records.verdict(1, 0x10002).at(2)).pass(30);

        assertThat(told.causes)
                .extracting(Told.Cause::kind)
                .containsExactly(HopRecord.DROP, HopRecord.VERDICT, HopRecord.VERDICT);
        assertThat(told.outcomes()).containsExactly(Outcome.DROPPED);
        assertThat(told.ends.getFirst().hops()).isEqualTo(2);
    }

    @Test
    void socketsComingAndGoingAreNoHops() {
        traced.drain(
                Records.flowEvent(HopRecord.FLOW_OPENED), Records.flowEvent(HopRecord.FLOW_ENDED));
        assertThat(told.isEmpty()).isTrue();
    }

    private static Records segment(long packet, long seq, int payload) {
        return Records.hop(Hop.NETIF_RECEIVE_SKB, packet).seq(seq).value(payload).at(packet);
    }

    private static Records read(long packet, long seq, int bytes, int flag) {
        return Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, packet)
                .seq(seq)
                .value(bytes)
                .tid(3)
                .at(100)
                .flag(flag);
    }
}
