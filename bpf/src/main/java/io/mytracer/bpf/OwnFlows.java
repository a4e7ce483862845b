package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfMap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The JVM's sockets in the kernel's flow map. The programs enter them; what no tracepoint tells is
 * done here: closed TCP sockets are removed when their last packets have passed, UDP sockets when
 * an iteration over the JVM's descriptors no longer meets them.
 *
 * <p>Not thread-safe: belongs to the thread that drains.
 */
final class OwnFlows {
    private static final long MILLI = 1_000_000L;
    private static final long FOREIGN_PERIOD = 2_000 * MILLI;
    private static final long ADDRESS_PERIOD = 10_000 * MILLI;

    /** {@code struct flow}: cookie, netns, generation, state. */
    static final int VALUE_SIZE = 24;

    static final int GENERATION = 12;
    static final int STATE = 16;
    static final int ENDED = 1;

    /** A UDP socket that has not been used while packets are followed is known after this time. */
    private static final long LOOK_PERIOD = 5_000 * MILLI;

    /** An iteration may take 1 % of the time that passes before the next. */
    private static final int ITERATION_SHARE = 100;

    private record Ending(FlowKey key, long cookie, long deadline) {}

    private final BpfMap flows;
    private final BpfLink iterator;
    private final SharedState shared;
    private final LocalAddresses addresses;
    private final MemorySegment key;
    private final MemorySegment value;
    private final MemorySegment next;

    // Two kinds of deadline, each in order of time, so that no queue has to sort.
    private final ArrayDeque<Ending> shortEndings = new ArrayDeque<>();
    private final ArrayDeque<Ending> longEndings = new ArrayDeque<>();
    private final Set<FlowKey> udp = new HashSet<>();
    private long removed;
    private long nextIteration;
    private long nextLook;
    private long nextForeign;
    private long nextAddresses;
    private boolean iterationWanted;
    private long knownLosses;

    OwnFlows(
            BpfMap flows,
            BpfLink iterator,
            SharedState shared,
            LocalAddresses addresses,
            Arena arena) {
        this.flows = flows;
        this.iterator = iterator;
        this.shared = shared;
        this.addresses = addresses;
        key = arena.allocate(FlowKey.SIZE, 8);
        next = arena.allocate(FlowKey.SIZE, 8);
        value = arena.allocate(VALUE_SIZE, 8);
    }

    /** Takes note of a flow that the programs opened or ended. */
    void note(HopRecord record, long now) {
        FlowKey flow = FlowKey.ofFlow(record);
        if (record.kind() == HopRecord.FLOW_OPENED) {
            if (record.protocol() == Protocol.UDP.number()) {
                udp.add(flow);
            }
            return;
        }
        long millis = record.value();
        (millis > 10_000 ? longEndings : shortEndings)
                .add(new Ending(flow, record.flow(), now + millis * MILLI));
    }

    /** Reads the JVM's descriptors, which enters their sockets; UDP sockets it misses are gone. */
    void iterate(long now) {
        iterationWanted = false;
        int generation = shared.nextGeneration();
        long ignored = iterator.readIterator();
        Iterator<FlowKey> known = udp.iterator();
        while (known.hasNext()) {
            FlowKey flow = known.next();
            if (!look(flow)) {
                known.remove();
            } else if (isMissed(flow, generation)) {
                remove(flow);
                FlowKey other = flow.v4Wildcard();
                if (flow.isWildcard() && isMissed(other, generation)) {
                    remove(other);
                }
                known.remove();
            }
        }
        long took = System.nanoTime() - now;
        nextIteration = now + Math.max(1_000 * MILLI, took * ITERATION_SHARE);
        nextLook = now + LOOK_PERIOD;
    }

    /** Asks for an iteration as soon as one may be made. */
    void wantIteration() {
        iterationWanted = true;
    }

    /**
     * Returns the cookie of our socket that a UDP packet comes to.
     *
     * @return empty if none is known; it may still be found
     */
    OptionalLong receiver(HopRecord record) {
        FlowKey full = FlowKey.ofReceiver(record);
        return look(full) || look(full.withoutRemote()) || look(full.wildcard())
                ? OptionalLong.of(value.get(JAVA_LONG, 0))
                : OptionalLong.empty();
    }

    /** Does what is due; to be called some times a second. */
    void tick(long now, long losses) {
        expire(shortEndings, now);
        expire(longEndings, now);
        if (losses != knownLosses && shortEndings.isEmpty()) {
            knownLosses = losses;
            sweep(now);
        }
        if (now - nextForeign >= 0) {
            nextForeign = now + FOREIGN_PERIOD;
            shared.forgetForeignUdp();
        }
        if (now - nextAddresses >= 0) {
            nextAddresses = now + ADDRESS_PERIOD;
            addresses.refresh();
        }
        boolean wanted = iterationWanted || !udp.isEmpty() || now - nextLook >= 0;
        if (wanted && now - nextIteration >= 0) {
            iterate(now);
        }
    }

    /** Returns how many entries this has removed. */
    long removed() {
        return removed;
    }

    private void expire(ArrayDeque<Ending> endings, long now) {
        Ending first = endings.peek();
        while (first != null && now - first.deadline() >= 0) {
            endings.remove();
            // A new connection may have the same ends by now.
            if (look(first.key())
                    && value.get(JAVA_INT, STATE) == ENDED
                    && value.get(JAVA_LONG, 0) == first.cookie()) {
                remove(first.key());
            }
            first = endings.peek();
        }
    }

    /** Records were lost, perhaps some of ended flows: looks for those in the map itself. */
    private void sweep(long now) {
        MemorySegment from = null;
        while (flows.nextKey(from, next)) {
            MemorySegment.copy(next, 0, key, 0, FlowKey.SIZE);
            from = key;
            if (flows.lookup(key, value) && value.get(JAVA_INT, STATE) == ENDED) {
                longEndings.add(
                        new Ending(
                                FlowKey.read(key), value.get(JAVA_LONG, 0), now + 61_000 * MILLI));
            }
        }
    }

    /** Whether an iteration has not met the socket of a flow. */
    private boolean isMissed(FlowKey flow, int generation) {
        return look(flow) && value.get(JAVA_INT, GENERATION) != generation;
    }

    private boolean look(FlowKey flow) {
        flow.write(key);
        return flows.lookup(key, value);
    }

    private void remove(FlowKey flow) {
        flow.write(key);
        if (flows.delete(key)) {
            shared.removedFlow(flow.localPort());
            removed++;
        }
    }
}
