package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that come to a port of which nobody knows yet whose it is. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TentativePathsTests {
    private static final int PORT = 5353;

    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
    }

    @Test
    void oneThatIsOursIsTold() {
        traced.ownPorts.add(PORT);
        traced.drain(datagram(), ready(), consumed()).pass(250);

        assertThat(told.places())
                .containsExactly(Hop.NETIF_RECEIVE_SKB, Hop.SK_DATA_READY, Hop.CONSUME_SKB);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
        assertThat(told.flows).containsExactly(TracedPaths.OWN_SOCKET);
        assertThat(traced.disowned).isEmpty();
    }

    @Test
    void oneThatTurnsOutToBeOursLaterIsTold() {
        traced.drain(datagram(), ready(), consumed()).pass(1000);
        assertThat(told.isEmpty()).isTrue();
        traced.ownPorts.add(PORT);
        traced.pass(200);

        assertThat(told.places())
                .containsExactly(Hop.NETIF_RECEIVE_SKB, Hop.SK_DATA_READY, Hop.CONSUME_SKB);
    }

    @Test
    void oneThatIsNotOursIsNotTold() {
        traced.drain(datagram(), ready(), consumed()).settle().pass(2400).settle();
        assertThat(traced.disowned).isEmpty();
        traced.pass(300);

        assertThat(told.isEmpty()).isTrue();
        assertThat(traced.disowned).containsExactly(PORT);
        assertThat(traced.paths.open()).isZero();
    }

    @Test
    void verdictsWaitUntilItIsOurs() {
        traced.drain(datagram(), verdict(), ready(), consumed()).pass(50);
        assertThat(told.isEmpty()).isTrue();
        traced.ownPorts.add(PORT);
        traced.pass(200);

        assertThat(told.causes).extracting(Told.Cause::kind).containsExactly(HopRecord.VERDICT);
    }

    @Test
    void verdictsOfWhatIsNotOursAreNotTold() {
        traced.drain(datagram(), verdict(), ready()).settle().pass(2700);
        traced.drain(verdict()).pass(10);

        assertThat(told.isEmpty()).isTrue();
    }

    @Test
    void aConnectionThatNobodyAnswersIsNotTold() {
        traced.drain(syn()).pass(2700);

        assertThat(told.isEmpty()).isTrue();
        assertThat(traced.disowned).isEmpty();
        assertThat(traced.paths.open()).isZero();
    }

    @Test
    void aResetConfirmsIt() {
        traced.drain(
                syn(),
                Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, 1)
                        .at(2)
                        .flag(Records.CONFIRMED));
        traced.pass(250);

        assertThat(told.causes).hasSize(1);
        assertThat(told.places()).containsExactly(Hop.NETIF_RECEIVE_SKB);
        assertThat(told.outcomes()).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void aDropConfirmsIt() {
        traced.drain(syn(), Records.drop(1).at(2).reason(3).flag(Records.CONFIRMED)).pass(30);

        assertThat(told.causes).hasSize(1);
        assertThat(told.places()).containsExactly(Hop.NETIF_RECEIVE_SKB);
        assertThat(told.outcomes()).containsExactly(Outcome.DROPPED);
    }

    @Test
    void oneThatIsOursIsToldWhenTheChunkEnds() {
        traced.ownPorts.add(PORT);
        traced.drain(datagram(), ready()).settle();
        assertThat(told.places()).containsExactly(Hop.NETIF_RECEIVE_SKB, Hop.SK_DATA_READY);
        traced.drain(consumed()).pass(30);
        assertThat(told.places()).endsWith(Hop.CONSUME_SKB).hasSize(3);
    }

    private static Records verdict() {
        return Records.verdict(1, 1)
                .direction(HopRecord.IN)
                .udp()
                .to("10.0.0.2", PORT)
                .flag(Records.TENTATIVE);
    }

    private static Records datagram() {
        return Records.hop(Hop.NETIF_RECEIVE_SKB, 1)
                .udp()
                .to("10.0.0.2", PORT)
                .flow(0)
                .value(10)
                .at(1)
                .flag(Records.TENTATIVE);
    }

    private static Records ready() {
        return Records.bare(Hop.SK_DATA_READY, 1).flow(0).at(2).flag(Records.TENTATIVE);
    }

    private static Records consumed() {
        return Records.bare(Hop.CONSUME_SKB, 1)
                .flow(0)
                .at(3)
                .flag(Records.TENTATIVE)
                .flag(Records.FINAL);
    }

    private static Records syn() {
        return Records.hop(Hop.NETIF_RECEIVE_SKB, 1)
                .flow(0)
                .tcpFlags(2)
                .at(1)
                .flag(Records.TENTATIVE);
    }
}
