package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps what it was told, in order. */
final class Told implements PathSink {
    record PassedHop(
            long packet,
            Hop hop,
            Stage stage,
            long micros,
            long nanos,
            int tid,
            int port,
            int direction) {}

    record Cause(int kind, Stage stage, int tid) {}

    record Ended(
            long packet,
            Outcome outcome,
            int hops,
            long firstTime,
            long duration,
            Stage slowest,
            long slowestTime,
            int tid,
            long origin,
            long mergedInto) {}

    final List<PassedHop> hops = new ArrayList<>();
    final List<Cause> causes = new ArrayList<>();
    final List<Ended> ends = new ArrayList<>();
    final Set<Long> flows = new HashSet<>();
    final Set<Integer> met = new HashSet<>();
    final Set<Integer> benignReasons = new HashSet<>();

    @Override
    public void met(long caller) {
        met.add((int) caller);
    }

    @Override
    public void hop(HopRecord record, Stage stage, long nanos, long caller) {
        hops.add(
                new PassedHop(
                        record.packet(),
                        record.hop(),
                        stage,
                        record.time() / 1000,
                        nanos,
                        (int) caller,
                        record.destinationPort(),
                        record.direction()));
        flows.add(record.flow());
    }

    @Override
    public void cause(HopRecord record, Stage stage, long caller) {
        causes.add(new Cause(record.kind(), stage, (int) caller));
    }

    @Override
    public void path(Path path, HopRecord last, long caller) {
        ends.add(
                new Ended(
                        last.packet(),
                        path.outcome(),
                        path.hops(),
                        path.firstTime(),
                        path.duration(),
                        path.slowestStage(),
                        path.time(path.slowestStage()),
                        (int) caller,
                        path.origin(),
                        path.mergedInto()));
    }

    @Override
    public boolean isDrop(HopRecord record) {
        return !benignReasons.contains(record.reason());
    }

    /** The places told, in order. */
    List<Hop> places() {
        return hops.stream().map(PassedHop::hop).toList();
    }

    /** How each path ended, in order. */
    List<Outcome> outcomes() {
        return ends.stream().map(Ended::outcome).toList();
    }

    boolean isEmpty() {
        return hops.isEmpty() && causes.isEmpty() && ends.isEmpty();
    }
}
