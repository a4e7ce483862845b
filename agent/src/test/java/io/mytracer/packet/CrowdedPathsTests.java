package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.packet.Told.PassedHop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** More than there is room for, and records in any order. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrowdedPathsTests {
    private static final int ROOM = 1 << 16;

    private final TracedPaths traced = new TracedPaths();
    private final Told told = traced.told;

    @AfterEach
    void nothingIsLeftBehind() {
        traced.pass(11_000);
        assertThat(traced.paths.open()).isZero();
        assertThat(traced.paths.waiting()).isZero();
        assertThat(told.hops).extracting(PassedHop::micros).doesNotHaveDuplicates();
    }

    @Test
    void theOldestPathsGoWhenThereAreTooMany() {
        for (long packet = 1; packet <= ROOM + 1000; packet++) {
            traced.drain(Records.hop(Hop.NETIF_RX, packet).at(packet));
        }
        assertThat(traced.paths.open()).isEqualTo(ROOM);
        assertThat(told.ends).hasSize(1000);
        assertThat(told.hops).first().extracting(PassedHop::packet).isEqualTo(1L);
    }

    @Test
    void theOldestPathsGoWhenTheyHaveTooManyHops() {
        int packets = ROOM / 10 + 1000;
        for (int hop = 0; hop < 10; hop++) {
            for (long packet = 1; packet <= packets; packet++) {
                traced.drain(Records.hop(Hop.NETIF_RX, packet).at((long) hop * packets + packet));
            }
        }
        // A path goes as a whole.
        assertThat(traced.paths.waiting()).isBetween(ROOM - 10, ROOM);
        assertThat(told.hops).hasSize(10 * packets - traced.paths.waiting());
    }

    @Test
    void onePathMayHaveToGoForItself() {
        for (int i = 1; i <= ROOM + 10; i++) {
            traced.drain(Records.hop(Hop.NETIF_RX, 1).at(i));
        }
        assertThat(told.hops).hasSize(ROOM);
        assertThat(traced.paths.waiting()).isEqualTo(10);
    }

    @Test
    void aPathThatHasEndedMayHaveToGoForItsOwnLateHop() {
        traced.drain(Records.hop(Hop.NETIF_RX, 1).at(1).flag(Records.FINAL));
        for (int i = 2; i <= ROOM; i++) {
            traced.drain(Records.hop(Hop.NETIF_RX, 2).at(i));
        }
        traced.drain(Records.hop(Hop.NETIF_RX, 1).at(ROOM + 1));
        assertThat(traced.paths.open()).isEqualTo(2);
        assertThat(traced.paths.waiting()).isEqualTo(ROOM);
    }

    @Test
    void foreignPathsGoUntold() {
        for (long packet = 1; packet <= ROOM + 1000; packet++) {
            traced.drain(
                    Records.hop(Hop.NETIF_RX, packet)
                            .udp()
                            .flow(0)
                            .at(packet)
                            .flag(Records.TENTATIVE));
        }
        assertThat(traced.paths.open()).isEqualTo(ROOM);
        traced.pass(3000);
        assertThat(told.isEmpty()).isTrue();
    }

    @Test
    void whateverComesInWhateverOrderIsToldOnceAndLeavesNothingBehind() {
        for (int seed = 0; seed < 100; seed++) {
            new RandomTraffic(seed).run();
        }
    }

    /** Records of some packets, shuffled a little, with settling and waiting in between. */
    private static final class RandomTraffic {
        private final Random random;
        private final TracedPaths traced = new TracedPaths();
        private final Map<Long, Long> expected = new HashMap<>();
        private long micros;

        RandomTraffic(int seed) {
            random = new Random(seed);
            if (random.nextBoolean()) {
                traced.ownPorts.add(80);
            }
            traced.told.benignReasons.add(1);
        }

        void run() {
            List<Records> coming = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                coming.add(Math.max(0, coming.size() - random.nextInt(4)), next());
                if (random.nextInt(10) == 0) {
                    traced.drain(coming.toArray(Records[]::new));
                    coming.clear();
                    traced.pass(random.nextInt(5) == 0 ? random.nextInt(400) : 0);
                }
                if (random.nextInt(20) == 0) {
                    traced.settle();
                }
                if (random.nextInt(500) == 0) {
                    traced.pass(11_000);
                }
            }
            traced.drain(coming.toArray(Records[]::new)).settle().settle().pass(11_000);
            assertThat(traced.paths.open()).isZero();
            assertThat(traced.paths.waiting()).isZero();
            assertThat(traced.told.hops)
                    .extracting(PassedHop::micros)
                    .as("no hop twice")
                    .doesNotHaveDuplicates();
            assertThat(traced.told.hops)
                    .filteredOn(hop -> expected.containsKey(hop.micros()))
                    .as("every hop that is certainly ours")
                    .hasSize(expected.size())
                    .allSatisfy(
                            hop -> assertThat(hop.packet()).isEqualTo(expected.get(hop.micros())));
        }

        private Records next() {
            micros++;
            // Every third packet is one of which nobody knows whose it is.
            long packet = 1 + micros / 40 + random.nextInt(8);
            boolean tentative = packet % 3 == 0;
            Records record = kind(packet, tentative).at(micros);
            if (tentative) {
                record.flag(Records.TENTATIVE);
            }
            return record.tid(random.nextInt(4)).flow(packet % 5);
        }

        private Records kind(long packet, boolean tentative) {
            int confirmed = random.nextInt(3) == 0 ? Records.CONFIRMED : 0;
            return switch (random.nextInt(12)) {
                case 0 -> Records.drop(packet).reason(random.nextInt(3)).flag(confirmed);
                case 1 -> Records.bare(Hop.SK_DATA_READY, packet);
                case 2 -> Records.bare(Hop.CONSUME_SKB, packet).flag(Records.FINAL);
                case 3 -> Records.bare(Hop.NET_DEV_XMIT, packet);
                case 4 ->
                        Records.cause(HopRecord.RESET_SENT, Hop.TCP_SEND_RESET, packet)
                                .flag(confirmed);
                case 5 -> Records.hop(Hop.SOCK_RECV_LENGTH, 0).protocol(protocol(packet));
                case 6 ->
                        certain(Hop.SKB_COPY_DATAGRAM_IOVEC, packet, tentative)
                                .flag(random.nextBoolean() ? Records.FINAL : 0);
                case 7, 8 -> certain(Hop.NETIF_RECEIVE_SKB, packet, tentative);
                default -> certain(Hop.NETIF_RX, packet, tentative);
            };
        }

        private Records certain(Hop hop, long packet, boolean tentative) {
            if (!tentative) {
                expected.put(micros, packet);
            }
            return Records.hop(hop, packet)
                    .protocol(protocol(packet))
                    .seq(100 * packet)
                    .value(packet % 4 == 0 ? 0 : 100);
        }

        private static int protocol(long packet) {
            return packet % 2 == 0 ? 17 : 6;
        }
    }
}
