package io.mytracer.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class HopStoreTests {
    private final HopStore store = new HopStore();

    @Test
    void keepsACopy() {
        Records built = Records.hop(Hop.NETIF_RX, 3).at(5).tid(17);
        int slot = store.add(built.view());
        built.at(6).tid(18);

        assertThat(store.time(slot)).isEqualTo(5000);
        assertThat(store.view(slot).tid()).isEqualTo(17);
        assertThat(store.view(slot).packet()).isEqualTo(3);
        assertThat(store.view(slot).hop()).isEqualTo(Hop.NETIF_RX);
    }

    @Test
    void timeLeavesTheViewWhereItIs() {
        int first = store.add(Records.hop(Hop.NETIF_RX, 1).at(5).view());
        int second = store.add(Records.hop(Hop.NETIF_RX, 2).at(6).view());
        HopRecord view = store.view(first);

        assertThat(store.time(second)).isEqualTo(6000);
        assertThat(view.packet()).isEqualTo(1);
    }

    @Test
    void headersAreInheritedAndNothingElse() {
        Records full =
                Records.hop(Hop.NETIF_RECEIVE_SKB, 1)
                        .at(1)
                        .tid(4)
                        .cpu(1)
                        .value(10)
                        .seq(11)
                        .ack(12)
                        .length(13)
                        .netns(14)
                        .tcpFlags(0x18)
                        .packetType(2)
                        .device("eth0");
        int from = store.add(full.view());
        int to = store.add(Records.bare(Hop.SK_DATA_READY, 1).at(2).tid(5).cpu(2).view());
        store.copyHeaders(from, to);

        HopRecord record = store.view(to);
        byte[] address = new byte[16];
        record.source(address);
        assertThat(address).endsWith(10, 0, 0, 1);
        record.destination(address);
        assertThat(address).endsWith(10, 0, 0, 2);
        assertThat(record.sourcePort()).isEqualTo(40000);
        assertThat(record.destinationPort()).isEqualTo(80);
        assertThat(record.seq()).isEqualTo(11);
        assertThat(record.ack()).isEqualTo(12);
        assertThat(record.length()).isEqualTo(13);
        assertThat(record.netns()).isEqualTo(14);
        assertThat(record.direction()).isEqualTo(HopRecord.IN);
        assertThat(record.protocol()).isEqualTo(6);
        assertThat(record.tcpFlags()).isEqualTo(0x18);
        assertThat(record.packetType()).isEqualTo(2);
        assertThat(record.time()).isEqualTo(2000);
        assertThat(record.tid()).isEqualTo(5);
        assertThat(record.cpu()).isEqualTo(2);
        assertThat(record.value()).isZero();
        assertThat(record.hop()).isEqualTo(Hop.SK_DATA_READY);
        assertThat(record.bare()).isTrue();
        assertThat(record.device()).isEmpty();
    }

    @Test
    void keepsTheStack() {
        Records built = Records.hopWithStack(Hop.NETIF_RX, 1, -1, 2, 3);
        int slot = store.add(built.view());
        int plain = store.add(Records.hop(Hop.NETIF_RX, 1).view());
        built.stack(7, 8);

        assertThat(store.view(slot).frames()).isEqualTo(3);
        assertThat(store.view(slot).frame(0)).isEqualTo(-1);
        assertThat(store.view(slot).frame(2)).isEqualTo(3);
        assertThat(store.view(plain).frames()).isZero();
        assertThat(store.view(store.add(Records.drop(1).stack(1).view())).frames())
                .as("of a drop, which may turn out to be the packet's normal end")
                .isOne();

        store.free(slot);
        assertThat(store.add(Records.hop(Hop.NETIF_RX, 1).view())).isEqualTo(slot);
        assertThat(store.view(slot).frames()).isZero();
    }

    @Test
    void stacksThatAreTheSameAreOne() {
        StackCopies copies = new StackCopies();
        long[] first = copies.of(Records.hopWithStack(Hop.NETIF_RX, 1, 5, 6).view());

        assertThat(copies.of(Records.hopWithStack(Hop.NETIF_RX, 2, 5, 6).view())).isSameAs(first);
        assertThat(copies.of(Records.hopWithStack(Hop.NETIF_RX, 2, 5, 7).view()))
                .containsExactly(5, 7);
        assertThat(copies.of(Records.hopWithStack(Hop.NETIF_RX, 2, 5).view())).containsExactly(5);
        assertThat(copies.of(Records.hop(Hop.NETIF_RX, 2).view())).isNull();
        for (long i = 0; i < 5000; i++) {
            assertThat(copies.of(Records.hopWithStack(Hop.NETIF_RX, 1, i, -i).view()))
                    .as("collisions are no mistakes")
                    .containsExactly(i, -i);
        }
    }

    @Test
    void givesEverySlotToOneRecordAndThenRefuses() {
        HopRecord record = Records.hop(Hop.NETIF_RX, 1).view();
        Set<Integer> slots = new HashSet<>();
        int slot = store.add(record);
        while (slot >= 0) {
            assertThat(slots.add(slot)).as("slot %d is new", slot).isTrue();
            slot = store.add(record);
        }
        assertThat(slots).hasSize(1 << 16);
        assertThat(store.used()).isEqualTo(1 << 16);

        store.free(4711);
        assertThat(store.add(record)).isEqualTo(4711);
        assertThat(store.add(record)).isNegative();

        slots.forEach(store::free);
        assertThat(store.used()).isZero();
    }
}
