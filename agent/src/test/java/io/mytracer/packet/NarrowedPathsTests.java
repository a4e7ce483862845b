package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.Stage;
import io.mytracer.packet.Told.PassedHop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Set;

/** The user has asked for few hops, or for all functions: the others serve to follow packets. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NarrowedPathsTests {
    private static final Set<Hop> WANTED = Set.of(Hop.TCP_V4_RCV, Hop.FUNCTION_WITH_SKB);

    private final TracedPaths traced = new TracedPaths(WANTED::contains);
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
        assertThat(told.ends).hasSize(1);
    }

    @Test
    void aHopLastsUntilTheNextThatIsToldOrTheEnd() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(100),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(110),
                Records.hop(Hop.IP_RCV, 1).at(120),
                Records.hop(Hop.TCP_V4_RCV, 1).at(130),
                Records.hop(Hop.SK_DATA_READY, 1).at(140),
                Records.bare(Hop.CONSUME_SKB, 1).at(200).flag(Records.FINAL));
        traced.pass(30);

        assertThat(told.places()).containsExactly(Hop.FUNCTION_WITH_SKB, Hop.TCP_V4_RCV);
        assertThat(told.hops).extracting(PassedHop::nanos).containsExactly(20_000L, 70_000L);
        assertThat(told.hops).extracting(PassedHop::port).containsOnly(80);
    }

    @Test
    void thePathIsToldAsEver() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(100),
                Records.hop(Hop.TCP_V4_RCV, 1).at(130),
                Records.hop(Hop.SK_DATA_READY, 1).at(140),
                Records.bare(Hop.CONSUME_SKB, 1).at(200).flag(Records.FINAL));
        traced.pass(30);

        assertThat(told.ends)
                .containsExactly(
                        new Told.Ended(
                                1,
                                Outcome.DELIVERED,
                                4,
                                100_000,
                                100_000,
                                Stage.SOCKET,
                                60_000,
                                0,
                                0,
                                0));
    }

    @Test
    void atAFunctionAPacketIsInTheStageItWasInBefore() {
        traced.drain(
                Records.hop(Hop.TCP_V4_RCV, 1).at(100),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(110),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(120),
                Records.hop(Hop.SK_DATA_READY, 1).at(130),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(140),
                Records.drop(1).at(150));
        traced.pass(30);

        assertThat(told.hops)
                .extracting(PassedHop::stage)
                .containsExactly(Stage.TCP, Stage.TCP, Stage.TCP, Stage.SOCKET);
        assertThat(told.causes).extracting(Told.Cause::stage).containsExactly(Stage.SOCKET);
    }

    @Test
    void aPacketIsNotWhereTheDriverReturns() {
        traced.drain(
                Records.hop(Hop.NET_DEV_START_XMIT, 1).at(100),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(110),
                Records.hop(Hop.NETIF_RX, 1).at(120),
                Records.bare(Hop.NET_DEV_XMIT, 1).at(130),
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(140),
                Records.bare(Hop.CONSUME_SKB, 1).at(150).flag(Records.FINAL));
        traced.pass(30);

        assertThat(told.hops)
                .extracting(PassedHop::stage)
                .containsExactly(Stage.TRANSMIT, Stage.GRO);
    }

    @Test
    void aQuietPathWaitsForTheNextThatIsTold() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(100).value(10),
                Records.hop(Hop.TCP_V4_RCV, 1).at(110),
                Records.hop(Hop.SK_DATA_READY, 1).at(120));
        traced.pass(300);
        assertThat(told.hops).isEmpty();

        traced.drain(
                Records.bare(Hop.FUNCTION_WITH_SKB, 1).at(300_110),
                Records.bare(Hop.CONSUME_SKB, 1).at(300_120).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.hops).extracting(PassedHop::nanos).containsExactly(300_000_000L, 10_000L);
    }

    @Test
    void whatIsNotToldDoesNotWait() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(100).value(10),
                Records.hop(Hop.IP_RCV, 1).at(110),
                Records.hop(Hop.SK_DATA_READY, 1).at(120));
        traced.pass(300);
        assertThat(traced.paths.waiting()).isEqualTo(1);
        traced.settle();
        assertThat(told.hops).isEmpty();
    }

    @Test
    void aChunkEndsBehindTheLastThatIsTold() {
        traced.drain(
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1).at(100).value(10),
                Records.hop(Hop.TCP_V4_RCV, 1).at(110),
                Records.hop(Hop.SK_DATA_READY, 1).at(120));
        traced.settle().settle();
        assertThat(told.places()).containsExactly(Hop.TCP_V4_RCV);
        traced.drain(Records.bare(Hop.CONSUME_SKB, 1).at(200).flag(Records.FINAL)).pass(30);
        assertThat(told.places()).containsExactly(Hop.TCP_V4_RCV);
    }

    @Test
    void aCallOnASocketIsToldOnlyWhereItIsWanted() {
        traced.drain(
                Records.hop(Hop.SOCK_RECV_LENGTH, 0).tid(7),
                Records.hop(Hop.TCP_V4_RCV, 1).at(1),
                Records.bare(Hop.CONSUME_SKB, 1).at(2).flag(Records.FINAL));
        traced.pass(30);
        assertThat(told.places()).containsExactly(Hop.TCP_V4_RCV);
    }
}
