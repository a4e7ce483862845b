package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that are copied, cut into others, or become part of others. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KinTests {
    private static final int OTHERHOST = 3;
    private static final long COPY = 0x1000;

    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
    }

    @Test
    void aPacketEndsWithTheLastOfItsCopies() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1),
                Records.hop(Hop.BR_FORWARD, 1).at(3).skb(COPY),
                Records.bare(Hop.SKB_CLONE, 1).at(2).skb(COPY),
                Records.bare(Hop.CONSUME_SKB, 1).at(4).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.ends).isEmpty();

        traced.drain(
                Records.bare(Hop.SK_DATA_READY, 1).at(5).skb(COPY),
                Records.bare(Hop.CONSUME_SKB, 1).at(6).skb(COPY).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.ends)
                .singleElement()
                .satisfies(
                        end -> {
                            assertThat(end.outcome()).isEqualTo(Outcome.DELIVERED);
                            assertThat(end.hops()).isEqualTo(6);
                        });
        assertThat(told.places())
                .containsExactly(
                        Hop.NETIF_RECEIVE_SKB,
                        Hop.SKB_CLONE,
                        Hop.BR_FORWARD,
                        Hop.CONSUME_SKB,
                        Hop.SK_DATA_READY,
                        Hop.CONSUME_SKB);
    }

    /** The original may be freed before its copy is met: its memory had to be writable. */
    @Test
    void aPacketThatSeemedToBeOverGoesOn() {
        traced.drain(
                Records.hop(Hop.NET_DEV_QUEUE, 1).out().at(1),
                Records.bare(Hop.CONSUME_SKB, 1).at(3).flag(Records.FINAL));
        traced.drain(
                Records.hop(Hop.NET_DEV_START_XMIT, 1).out().at(4).skb(COPY),
                Records.bare(Hop.SKB_COPY, 1).at(2).skb(COPY));
        traced.pass(30);
        assertThat(told.ends).isEmpty();

        traced.drain(Records.bare(Hop.CONSUME_SKB, 1).at(50_000).skb(COPY).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.outcomes()).containsExactly(Outcome.SENT);
    }

    @Test
    void aCopyForSomebodyElseIsNoLoss() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1),
                Records.hop(Hop.BR_FORWARD, 1).at(3).skb(COPY),
                Records.bare(Hop.SKB_CLONE, 1).at(2).skb(COPY),
                Records.bare(Hop.CONSUME_SKB, 1).at(4).flag(Records.FINAL),
                Records.drop(1).skb(COPY).packetType(OTHERHOST).at(5));
        traced.pass(30);
        assertThat(told.causes).isEmpty();
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void aCopyThatIsDroppedIsOneButNotTheOutcome() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1),
                Records.hop(Hop.UDP_QUEUE_RCV_SKB, 1).at(3).skb(COPY),
                Records.bare(Hop.SKB_CLONE, 1).at(2).skb(COPY),
                Records.drop(1).skb(COPY).at(4),
                Records.bare(Hop.CONSUME_SKB, 1).at(5).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.causes).hasSize(1);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void segmentsKnowWhatTheyWereCutFrom() {
        traced.drain(
                Records.hop(Hop.NET_DEV_QUEUE, 1).out().value(2000).at(1),
                Records.kin(Hop.SKB_GSO_SEGMENT, 1, 0).at(2),
                Records.bare(Hop.CONSUME_SKB, 1).at(3).flag(Records.FINAL));
        for (int segment = 2; segment <= 3; segment++) {
            traced.drain(
                    Records.hop(Hop.NET_DEV_START_XMIT, segment).out().value(1000).at(3 + segment),
                    Records.kin(Hop.SKB_GSO_SEGMENT, segment, 1).at(2),
                    Records.bare(Hop.CONSUME_SKB, segment).at(10).flag(Records.FINAL));
        }
        traced.pass(30);
        assertThat(told.outcomes()).containsExactly(Outcome.SEGMENTED, Outcome.SENT, Outcome.SENT);
        assertThat(told.ends).extracting(Told.Ended::origin).containsExactly(0L, 1L, 1L);
        assertThat(told.ends)
                .extracting(Told.Ended::firstTime)
                .containsExactly(1000L, 2000L, 2000L);
    }

    @Test
    void aPacketThatReceiveOffloadMergesEndsThere() {
        traced.drain(
                Records.hop(Hop.NAPI_GRO_RECEIVE_ENTRY, 1).at(1),
                Records.hop(Hop.NAPI_GRO_RECEIVE_ENTRY, 2).at(2),
                Records.kin(Hop.SKB_GRO_RECEIVE, 2, 1).at(3).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.outcomes()).containsExactly(Outcome.MERGED);
        assertThat(told.ends).extracting(Told.Ended::mergedInto).containsExactly(1L);
        assertThat(told.hops).extracting(Told.PassedHop::port).containsOnly(80);
    }

    @Test
    void dataThatTcpHasJoinedAreDeliveredWhenTheyAreRead() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).seq(100).value(10).at(1),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 2).seq(110).value(10).at(2),
                Records.kin(Hop.SKB_TRY_COALESCE, 2, 1).at(3));
        traced.pass(30);
        assertThat(told.ends).isEmpty();

        traced.drain(
                Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1)
                        .seq(100)
                        .value(20)
                        .tid(9)
                        .flag(Records.FINAL)
                        .at(4));
        traced.pass(200);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED, Outcome.DELIVERED);
        assertThat(told.ends).extracting(Told.Ended::mergedInto).containsExactly(0L, 1L);
    }

    @Test
    void whatIsFreedBeforeItIsReadHasBeenQueuedOnly() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).seq(100).value(0).at(1),
                Records.bare(Hop.PLAIN_KFREE_SKB, 1).flag(Records.FINAL).at(2),
                Records.hop(Hop.NETIF_RECEIVE_SKB, 2).seq(100).value(10).at(3),
                Records.bare(Hop.PLAIN_KFREE_SKB, 2).flag(Records.FINAL).at(4));
        traced.pass(30);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED, Outcome.QUEUED);
    }
}
