package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;

import java.util.List;

/** Tells the hops of paths, sorted by kernel time, each with the time until the next. */
final class PathTeller {
    private final PathSink sink;
    private final HopStore store;
    private final FlowUses uses;

    PathTeller(PathSink sink, HopStore store, FlowUses uses) {
        this.sink = sink;
        this.store = store;
        this.uses = uses;
    }

    /** Lets a path's first hops go in order of time; with all of them, the path itself. */
    void tell(Path path, int count) {
        tellVerdicts(path);
        sort(path);
        for (int i = 0; i < count; i++) {
            int slot = path.slots[i];
            long nanos = i + 1 < path.held ? store.time(path.slots[i + 1]) - store.time(slot) : 0;
            path.addTime(store.view(slot).hop().stage(), nanos);
            if (slot == path.told) {
                path.told = Path.NONE;
            } else {
                tellHop(path, slot, nanos);
            }
            if (i + 1 == path.held) {
                HopRecord last = store.view(slot);
                sink.path(path, last, uses.thread(path, last));
            }
        }
        for (int i = 0; i < count; i++) {
            store.free(path.slots[i]);
        }
        System.arraycopy(path.slots, count, path.slots, 0, path.held - count);
        path.held -= count;
    }

    /** Those that came while it was not known whose packet this is. */
    private void tellVerdicts(Path path) {
        for (HopRecord verdict : path.verdicts) {
            sink.cause(verdict, path.lastStage, uses.thread(path, verdict));
        }
        path.verdicts = List.of();
    }

    private void tellHop(Path path, int slot, long nanos) {
        HopRecord record = store.view(slot);
        if (record.kind() == HopRecord.HOP || path.outcome != Outcome.DROPPED) {
            sink.hop(record, nanos, uses.thread(path, record));
        }
    }

    /** Insertion sort: records nearly always arrive in order. */
    private void sort(Path path) {
        int[] slots = path.slots;
        for (int i = 1; i < path.held; i++) {
            int slot = slots[i];
            long time = store.time(slot);
            int j = i;
            while (j > 0 && store.time(slots[j - 1]) > time) {
                slots[j] = slots[j - 1];
                j--;
            }
            slots[j] = slot;
        }
    }

    /** Tells all hops, since a chunk ends; the last one stays, and is not told again. */
    void tellSoFar(Path path) {
        tell(path, path.held - 1);
        if (path.told != path.slots[0]) {
            tellHop(path, path.slots[0], 0);
            path.told = path.slots[0];
        }
    }
}
