package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Paths with a sink that keeps what it was told, and a clock that the test moves. */
final class TracedPaths implements PacketOwner {
    private static final long START = 1_000_000_000L;

    final Told told = new Told();
    final PacketPaths paths;
    final Set<Integer> ownPorts = new HashSet<>();

    /** Cookie of the socket on each of the own ports. */
    static final long OWN_SOCKET = 9;

    final List<Integer> disowned = new ArrayList<>();
    private long millis;

    TracedPaths() {
        this(hop -> true);
    }

    TracedPaths(Predicate<Hop> wanted) {
        paths = new PacketPaths(told, this, record -> wanted.test(record.hop()));
        paths.begin(START);
    }

    /** Drains some records at the present time. */
    TracedPaths drain(Records... records) {
        paths.begin(nanos());
        for (Records record : records) {
            paths.accept(record.view());
        }
        paths.tick(nanos());
        return this;
    }

    /** Lets time pass, drained as often as in the agent. */
    TracedPaths pass(int millisToPass) {
        long end = millis + millisToPass;
        while (millis < end) {
            millis = Math.min(end, millis + 5);
            drain();
        }
        return this;
    }

    TracedPaths settle() {
        paths.settle(nanos());
        return this;
    }

    @Override
    public OptionalLong receiver(HopRecord record) {
        return ownPorts.contains(record.destinationPort())
                ? OptionalLong.of(OWN_SOCKET)
                : OptionalLong.empty();
    }

    @Override
    public void disown(int port) {
        disowned.add(port);
    }

    private long nanos() {
        return START + 1_000_000 * millis;
    }
}
