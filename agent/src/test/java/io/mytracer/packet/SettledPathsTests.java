package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.packet.Told.PassedHop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A chunk of the recording ends: what is known is told at once, and only once. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettledPathsTests {
    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
        assertThat(told.hops).doesNotHaveDuplicates();
        assertThat(told.ends).hasSize(1);
    }

    @Test
    void tellsAPathThatHasEnded() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1),
                Records.bare(Hop.CONSUME_SKB, 1).at(2).flag(Records.FINAL));
        traced.settle();

        assertThat(told.places()).containsExactly(Hop.NETIF_RECEIVE_SKB, Hop.CONSUME_SKB);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void tellsAPathThatIsOverWithoutAnEnd() {
        traced.drain(Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(1)).settle();
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void aPathThatGoesOnHasItsLastHopTold() {
        traced.drain(waiting()).settle();
        assertThat(told.places()).containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB);
        assertThat(told.ends).isEmpty();

        traced.drain(end()).pass(30);
        assertThat(told.places())
                .containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB, Hop.SKB_COPY_DATAGRAM_IOVEC);
        assertThat(told.ends).singleElement().extracting(Told.Ended::hops).isEqualTo(3);
    }

    @Test
    void settlingAgainTellsNothingAgain() {
        traced.drain(waiting()).settle().settle().pass(200).settle().settle();
        assertThat(told.places()).containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB);

        traced.drain(end()).settle().settle();
        assertThat(told.places())
                .containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB, Hop.SKB_COPY_DATAGRAM_IOVEC);
    }

    @Test
    void aQuietPathIsToldItsLastHop() {
        traced.drain(waiting()).pass(200);
        assertThat(told.places()).containsExactly(Hop.NETIF_RX);
        traced.settle();
        assertThat(told.places()).containsExactly(Hop.NETIF_RX, Hop.NETIF_RECEIVE_SKB);
    }

    @Test
    void aHopThatComesLateIsToldAndTheToldOneIsNot() {
        traced.drain(waiting()).settle();
        traced.drain(Records.hop(Hop.NAPI_GRO_RECEIVE_ENTRY, 1).at(2)).settle();
        traced.drain(end()).pass(30);

        assertThat(told.hops).extracting(PassedHop::micros).containsExactly(1L, 3L, 2L, 9L);
    }

    private static Records[] waiting() {
        return new Records[] {
            Records.hop(Hop.NETIF_RX, 1).at(1).value(10),
            Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(3).value(10)
        };
    }

    private static Records end() {
        return Records.hop(Hop.SKB_COPY_DATAGRAM_IOVEC, 1).at(9).tid(3).flag(Records.FINAL);
    }
}
