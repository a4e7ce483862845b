package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.enumeration;
import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;

class SharedStateTests {
    private final MemorySegment memory = Arena.ofAuto().allocate(SharedState.SIZE, 64);
    private final SharedState state = new SharedState(memory);

    @Test
    void layoutIsThatOfTheObject() {
        assertThat(size("shared")).isEqualTo((int) SharedState.SIZE);
        int config = offset("shared", "config");
        assertThat(config + offset("config", "pidns_device")).isEqualTo(SharedState.PIDNS_DEVICE);
        assertThat(config + offset("config", "pidns_inode")).isEqualTo(SharedState.PIDNS_INODE);
        assertThat(config + offset("config", "ring_bytes")).isEqualTo(SharedState.RING_BYTES);
        int filter = config + offset("config", "filter");
        assertThat(filter + offset("filter", "by_port")).isEqualTo(SharedState.FILTER_BY_PORT);
        assertThat(filter + offset("filter", "by_host")).isEqualTo(SharedState.FILTER_BY_HOST);
        assertThat(filter + offset("filter", "tcp")).isEqualTo(SharedState.FILTER_TCP);
        assertThat(filter + offset("filter", "udp")).isEqualTo(SharedState.FILTER_UDP);
        assertThat(filter + offset("filter", "icmp")).isEqualTo(SharedState.FILTER_ICMP);
        assertThat(filter + offset("filter", "others")).isEqualTo(SharedState.FILTER_OTHERS);
        assertThat(filter + offset("filter", "netns")).isEqualTo(SharedState.FILTER_NETNS);
        assertThat(filter + offset("filter", "by_icmp_id"))
                .isEqualTo(SharedState.FILTER_BY_ICMP_ID);
        assertThat(filter + offset("filter", "icmp_id")).isEqualTo(SharedState.FILTER_ICMP_ID);
        assertThat(config + offset("config", "stacks")).isEqualTo(SharedState.STACKS);
        assertThat(offset("shared", "own_tgid")).isEqualTo((int) SharedState.OWN_TGID);
        assertThat(offset("shared", "generation")).isEqualTo((int) SharedState.GENERATION);
        assertThat(offset("shared", "off")).isEqualTo((int) SharedState.OFF);
        assertThat(offset("shared", "last_packet")).isEqualTo((int) SharedState.LAST_PACKET);
        assertThat(offset("shared", "per_cpu_offsets"))
                .isEqualTo((int) SharedState.PER_CPU_OFFSETS);
        assertThat(offset("shared", "refusals_only")).isEqualTo((int) SharedState.REFUSALS_ONLY);
        assertThat(offset("shared", "modules_loaded")).isEqualTo((int) SharedState.MODULES_LOADED);
        assertThat(offset("shared", "modules_known")).isEqualTo((int) SharedState.MODULES_KNOWN);
        assertThat(offset("shared", "window")).isEqualTo((int) SharedState.WINDOW);
        assertThat(offset("shared", "followable")).isEqualTo((int) SharedState.FOLLOWABLE);
        assertThat(offset("shared", "following")).isEqualTo((int) SharedState.FOLLOWING);
        assertThat(enumeration("following"))
                .containsEntry("TELL_HOPS", SharedState.TELL_HOPS)
                .containsEntry("COUNT_TIMES", SharedState.COUNT_TIMES);
        assertThat(offset("shared", "counters")).isEqualTo((int) SharedState.COUNTERS);
        assertThat(offset("shared", "stages")).isEqualTo((int) SharedState.STAGES);
        assertThat(offset("shared", "softirqs_seen")).isEqualTo((int) SharedState.SOFTIRQS_SEEN);
        assertThat(offset("shared", "ran_out")).isEqualTo((int) SharedState.RAN_OUT);
        assertThat(offset("shared", "named_ports")).isEqualTo((int) SharedState.NAMED_PORTS);
        assertThat(offset("shared", "foreign_udp")).isEqualTo((int) SharedState.FOREIGN_UDP);
        assertThat(offset("shared", "port_flows")).isEqualTo((int) SharedState.PORT_FLOWS);
    }

    @Test
    void countersAreThoseOfTheObject() {
        assertThat(size("counters")).isEqualTo(SharedState.COUNTERS_SIZE);
        assertThat(offset("counters", "produced")).isEqualTo(SharedState.PRODUCED);
        assertThat(offset("counters", "ring_full")).isEqualTo(SharedState.RING_FULL);
        assertThat(offset("counters", "map_full")).isEqualTo(SharedState.MAP_FULL);
        assertThat(offset("counters", "stack_lost")).isEqualTo(SharedState.STACK_LOST);
        assertThat(offset("counters", "flows_added")).isEqualTo(SharedState.FLOWS_ADDED);
        assertThat(offset("counters", "flows_removed")).isEqualTo(SharedState.FLOWS_REMOVED);
        assertThat(offset("counters", "packets")).isEqualTo(SharedState.PACKETS);
    }

    @Test
    void timesAreThoseOfTheObject() {
        assertThat(size("stage_edge")).isEqualTo(StageTimes.EDGE_SIZE);
        assertThat(offset("stage_edge", "from")).isEqualTo(StageTimes.FROM);
        assertThat(offset("stage_edge", "to")).isEqualTo(StageTimes.TO);
        assertThat(offset("stage_edge", "direction")).isEqualTo(StageTimes.DIRECTION);
        assertThat(offset("stage_edge", "protocol")).isEqualTo(StageTimes.PROTOCOL);
        assertThat(size("stage_times")).isEqualTo(StageTimes.SIZE);
        assertThat(offset("stage_times", "sum")).isEqualTo(StageTimes.SUM);
        assertThat(offset("stage_times", "buckets")).isEqualTo(StageTimes.BUCKETS_AT);
    }

    @Test
    void flowsAreThoseOfTheObject() {
        assertThat(size("flow")).isEqualTo(OwnFlows.VALUE_SIZE);
        assertThat(offset("flow", "cookie")).isZero();
        assertThat(offset("flow", "generation")).isEqualTo(OwnFlows.GENERATION);
        assertThat(offset("flow", "state")).isEqualTo(OwnFlows.STATE);
        assertThat(enumeration("flow_state")).containsEntry("FLOW_ENDED", OwnFlows.ENDED);
    }

    @Test
    void countersOfAllCpusAddUp() {
        for (int cpu = 0; cpu < SharedState.CPU_SLOTS; cpu++) {
            long slot = SharedState.COUNTERS + (long) cpu * SharedState.COUNTERS_SIZE;
            memory.set(JAVA_LONG, slot + SharedState.PRODUCED, cpu);
            memory.set(JAVA_LONG, slot + SharedState.PACKETS, 1);
        }
        assertThat(state.counter(SharedState.PRODUCED)).isEqualTo(255 * 256 / 2);
        assertThat(state.counter(SharedState.PACKETS)).isEqualTo(256);
        assertThat(state.counter(SharedState.RING_FULL)).isZero();
    }

    @Test
    void aFilterThatNarrowsNothingLetsAllPass() {
        state.filter(PacketFilter.ALL);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_PORT)).isZero();
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_HOST)).isZero();
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_TCP)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_UDP)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_ICMP)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_OTHERS)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_NETNS)).isZero();
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_ICMP_ID)).isZero();
    }

    @Test
    void aFilterNamesNamespaceAndEcho() {
        state.filter(new PacketFilter(List.of(), List.of(), Set.of(Protocol.ICMP), 4026531840L, 0));
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_TCP)).isZero();
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_ICMP)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_OTHERS)).isZero();
        assertThat(Integer.toUnsignedLong(memory.get(JAVA_INT, SharedState.FILTER_NETNS)))
                .isEqualTo(4026531840L);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_ICMP_ID)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_ICMP_ID)).isZero();
    }

    @Test
    void aFilterNamesItsPorts() {
        state.filter(
                new PacketFilter(
                        List.of(PortRange.of(1), new PortRange(7, 9), PortRange.of(65535)),
                        List.of(AddressBlock.parse("10.0.0.0/8")),
                        Set.of(Protocol.UDP)));
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_PORT)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_BY_HOST)).isEqualTo(1);
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_TCP)).isZero();
        assertThat(memory.get(JAVA_INT, SharedState.FILTER_UDP)).isEqualTo(1);
        for (int port = 0; port < 65536; port++) {
            int bits = memory.get(JAVA_BYTE, SharedState.NAMED_PORTS + (port >> 3));
            assertThat((bits >> (port & 7) & 1) == 1)
                    .as("port %d", port)
                    .isEqualTo(port == 1 || port >= 7 && port <= 9 || port == 65535);
        }
    }

    @Test
    void stacksAreThoseOfTheObject() {
        for (StackMode mode : StackMode.values()) {
            state.stacks(mode);
            assertThat(memory.get(JAVA_INT, SharedState.STACKS))
                    .isEqualTo(enumeration("stacks").get("STACKS_" + mode));
        }
        assertThat(enumeration("stacks")).hasSameSizeAs(StackMode.values());
    }

    @Test
    void generationsRise() {
        assertThat(state.nextGeneration()).isEqualTo(1);
        assertThat(state.nextGeneration()).isEqualTo(2);
        assertThat(memory.get(JAVA_INT, SharedState.GENERATION)).isEqualTo(2);
    }

    @Test
    void foreignPortsAreForgotten() {
        state.foreignUdp(0);
        state.foreignUdp(65535);
        assertThat(memory.get(JAVA_BYTE, SharedState.FOREIGN_UDP)).isEqualTo((byte) 1);
        assertThat(memory.get(JAVA_BYTE, SharedState.FOREIGN_UDP + 65535)).isEqualTo((byte) 1);
        memory.set(JAVA_BYTE, SharedState.FOREIGN_UDP - 1, (byte) 5);
        memory.set(JAVA_BYTE, SharedState.PORT_FLOWS, (byte) 6);

        state.forgetForeignUdp();
        assertThat(memory.get(JAVA_BYTE, SharedState.FOREIGN_UDP)).isZero();
        assertThat(memory.get(JAVA_BYTE, SharedState.FOREIGN_UDP + 65535)).isZero();
        assertThat(memory.get(JAVA_BYTE, SharedState.FOREIGN_UDP - 1)).isEqualTo((byte) 5);
        assertThat(memory.get(JAVA_BYTE, SharedState.PORT_FLOWS)).isEqualTo((byte) 6);
    }

    @Test
    void aRemovedFlowIsCountedByItsPort() {
        memory.set(JAVA_INT, SharedState.PORT_FLOWS + 4L * 65535, 3);
        state.removedFlow(65535);
        assertThat(memory.get(JAVA_INT, SharedState.PORT_FLOWS + 4L * 65535)).isEqualTo(2);
    }

    @Test
    void aSmallerObjectIsRefused() {
        MemorySegment small = memory.asSlice(0, SharedState.SIZE - 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> new SharedState(small))
                .withMessageContaining("struct shared");
    }
}
