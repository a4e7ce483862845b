package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.filter.PortRange;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Set;

/**
 * {@code struct shared} of state.h, the memory that programs and agent have in common. A test
 * compares the offsets with the object's BTF.
 */
final class SharedState {
    static final long PIDNS_DEVICE = 0;
    static final long PIDNS_INODE = 8;
    static final long RING_BYTES = 16;
    static final long FILTER_BY_PORT = 24;
    static final long FILTER_BY_HOST = 28;
    static final long FILTER_TCP = 32;
    static final long FILTER_UDP = 36;
    static final long FILTER_ICMP = 40;
    static final long FILTER_OTHERS = 44;
    static final long FILTER_NETNS = 48;
    static final long FILTER_BY_ICMP_ID = 52;
    static final long FILTER_ICMP_ID = 56;
    static final long STACKS = 64;
    static final long OWN_TGID = 72;
    static final long GENERATION = 80;
    static final long OFF = 84;
    static final long PER_CPU_OFFSETS = 88;
    static final long REFUSALS_ONLY = 96;
    static final long MODULES_LOADED = 100;
    static final long MODULES_KNOWN = 104;
    static final long WINDOW = 108;
    static final long FOLLOWING = 112;
    static final long SOFTIRQS_SEEN = 116;
    static final long COUNTERS = 128;
    static final int CPU_SLOTS = 256;
    static final int COUNTERS_SIZE = 64;
    static final long STAGES = COUNTERS + (long) CPU_SLOTS * COUNTERS_SIZE;
    static final long NAMED_PORTS = STAGES + 256;
    static final long FOREIGN_UDP = NAMED_PORTS + 65536 / 8;
    static final long PORT_FLOWS = FOREIGN_UDP + 65536;
    static final long LAST_PACKET = PORT_FLOWS + 4 * 65536;
    static final long RAN_OUT = LAST_PACKET + 8;
    static final long FOLLOWABLE = RAN_OUT + 8;
    static final long SIZE = FOLLOWABLE + 8;

    /** As many packets as there are may be followed. */
    static final int UNLIMITED = 0x7fffffff;

    /** Of {@code enum following}. */
    static final int TELL_HOPS = 1;

    static final int COUNT_TIMES = 2;

    /** Offsets in {@code struct counters}. */
    static final int PRODUCED = 0;

    static final int RING_FULL = 8;
    static final int MAP_FULL = 16;
    static final int STACK_LOST = 24;
    static final int FLOWS_ADDED = 32;
    static final int FLOWS_REMOVED = 40;
    static final int PACKETS = 48;

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final MemorySegment memory;

    SharedState(MemorySegment memory) {
        if (memory.byteSize() < SIZE) {
            throw new IllegalStateException(
                    "struct shared has " + memory.byteSize() + " bytes, not " + SIZE);
        }
        this.memory = memory;
    }

    void filter(PacketFilter filter) {
        memory.set(JAVA_INT, FILTER_BY_PORT, filter.ports().isEmpty() ? 0 : 1);
        memory.set(JAVA_INT, FILTER_BY_HOST, filter.hosts().isEmpty() ? 0 : 1);
        Set<Protocol> protocols = filter.protocols();
        boolean any = protocols.isEmpty();
        memory.set(JAVA_INT, FILTER_TCP, any || protocols.contains(Protocol.TCP) ? 1 : 0);
        memory.set(JAVA_INT, FILTER_UDP, any || protocols.contains(Protocol.UDP) ? 1 : 0);
        memory.set(JAVA_INT, FILTER_ICMP, any || protocols.contains(Protocol.ICMP) ? 1 : 0);
        memory.set(JAVA_INT, FILTER_OTHERS, any ? 1 : 0);
        memory.set(JAVA_INT, FILTER_NETNS, (int) filter.netns());
        if (filter.icmpId() != PacketFilter.ANY_ICMP_ID) {
            memory.set(JAVA_INT, FILTER_BY_ICMP_ID, 1);
            memory.set(JAVA_INT, FILTER_ICMP_ID, filter.icmpId());
        }
        for (PortRange range : filter.ports()) {
            for (int port = range.first(); port <= range.last(); port++) {
                long at = NAMED_PORTS + (port >> 3);
                memory.set(JAVA_BYTE, at, (byte) (memory.get(JAVA_BYTE, at) | 1 << (port & 7)));
            }
        }
    }

    void ringBytes(long bytes) {
        memory.set(JAVA_LONG, RING_BYTES, bytes);
    }

    void stacks(StackMode mode) {
        memory.set(JAVA_INT, STACKS, mode.ordinal());
    }

    void pidNamespace(long device, long inode) {
        memory.set(JAVA_LONG, PIDNS_DEVICE, device);
        memory.set(JAVA_LONG, PIDNS_INODE, inode);
    }

    void off() {
        INT.setRelease(memory, OFF, 1);
    }

    /** Whether verdicts that let a packet go on are left out. */
    void refusalsOnly(boolean only) {
        INT.setRelease(memory, REFUSALS_ONLY, only ? 1 : 0);
    }

    /** Of which stage the hops are; but for those that say nothing of where a packet is. */
    void stages() {
        for (Hop hop : Hop.values()) {
            if (hop.stage() != Stage.OTHER) {
                memory.set(JAVA_BYTE, STAGES + hop.id(), (byte) (hop.stage().ordinal() + 1));
            }
        }
    }

    /** Whether programs know what runs on top of a thread. */
    void softirqsSeen(boolean seen) {
        INT.setRelease(memory, SOFTIRQS_SEEN, seen ? 1 : 0);
    }

    /** What is done with packets that are followed; see {@link #TELL_HOPS}. */
    void following(int what) {
        INT.setRelease(memory, FOLLOWING, what);
    }

    /** Nothing that has been followed up to now is from now on. */
    void nextWindow() {
        INT.setRelease(memory, WINDOW, memory.get(JAVA_INT, WINDOW) + 1);
    }

    /** How many more packets may be followed; the programs count it down. */
    void followable(int packets) {
        INT.setRelease(memory, FOLLOWABLE, packets);
    }

    /** Returns when the last packets began that might be followed. */
    long ranOut() {
        return (long) LONG.getAcquire(memory, RAN_OUT);
    }

    int followable() {
        return (int) INT.getAcquire(memory, FOLLOWABLE);
    }

    /** Returns how many modules have been loaded since the programs are attached. */
    int modulesLoaded() {
        return (int) INT.getAcquire(memory, MODULES_LOADED);
    }

    /** Says how many of these have been looked at; any other number: not all. */
    void modulesKnown(int number) {
        INT.setRelease(memory, MODULES_KNOWN, number);
    }

    /** Where the kernel has the addresses of each CPU's variables; 0 where that is not known. */
    void perCpuOffsets(long address) {
        LONG.setRelease(memory, PER_CPU_OFFSETS, address);
    }

    /** Whose sockets are followed, where it is not the process that reads the iterator. */
    void ownTgid(int process) {
        memory.set(JAVA_INT, OWN_TGID, process);
    }

    int ownTgid() {
        return (int) INT.getAcquire(memory, OWN_TGID);
    }

    int nextGeneration() {
        int next = memory.get(JAVA_INT, GENERATION) + 1;
        INT.setRelease(memory, GENERATION, next);
        return next;
    }

    long counter(int member) {
        long sum = 0;
        for (int cpu = 0; cpu < CPU_SLOTS; cpu++) {
            sum += (long) LONG.getOpaque(memory, COUNTERS + (long) cpu * COUNTERS_SIZE + member);
        }
        return sum;
    }

    void foreignUdp(int port) {
        memory.set(JAVA_BYTE, FOREIGN_UDP + port, (byte) 1);
    }

    void forgetForeignUdp() {
        memory.asSlice(FOREIGN_UDP, 65536).fill((byte) 0);
    }

    /** The programs count this atomically, too. */
    void removedFlow(int port) {
        int ignored = (int) INT.getAndAdd(memory, PORT_FLOWS + 4L * port, -1);
    }
}
