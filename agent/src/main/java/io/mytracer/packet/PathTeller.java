package io.mytracer.packet;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;

import java.util.List;
import java.util.function.Predicate;

/** Tells the hops of paths, sorted by kernel time, each with the time until the next. */
final class PathTeller {
    private final PathSink sink;
    private final HopStore store;
    private final FlowUses uses;
    private final Predicate<HopRecord> told;

    PathTeller(PathSink sink, HopStore store, FlowUses uses, Predicate<HopRecord> told) {
        this.sink = sink;
        this.store = store;
        this.uses = uses;
        this.told = told;
    }

    /** Tells all hops of a path, and the path itself. */
    void tell(Path path) {
        sort(path);
        tell(path, path.held);
    }

    /** Tells the hops whose duration is known: all before the last one that is to be told. */
    void tellPast(Path path) {
        sort(path);
        int last = path.held - 1;
        while (last >= 0 && !isTold(path.slots[last])) {
            last--;
        }
        tell(path, last >= 0 ? last : path.held - 1);
    }

    /** Tells all hops, since a chunk ends; the last one stays, and is not told again. */
    void tellSoFar(Path path) {
        tellPast(path);
        int slot = path.slots[0];
        if (path.told != slot && isTold(slot)) {
            tellHop(path, slot, stage(path, slot), 0);
            path.told = slot;
        }
    }

    private void tell(Path path, int count) {
        tellVerdicts(path);
        for (int i = 0; i < count; i++) {
            int slot = path.slots[i];
            Stage stage = stage(path, slot);
            if (hop(slot) != Hop.NET_DEV_XMIT) {
                path.toldStage = stage;
            }
            path.addTime(stage, i + 1 < path.held ? between(path, i, i + 1) : 0);
            if (slot == path.told) {
                path.told = Path.NONE;
            } else if (isTold(slot)) {
                tellHop(path, slot, stage, between(path, i, next(path, i)));
            }
            if (i + 1 == path.held) {
                sink.path(path, record(path, slot), uses.thread(path));
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

    private void tellHop(Path path, int slot, Stage stage, long nanos) {
        HopRecord record = record(path, slot);
        if (record.kind() == HopRecord.HOP || path.outcome != Outcome.DROPPED) {
            sink.hop(record, stage, nanos, uses.thread(path, record));
        }
    }

    /** Whose packet this is may have come out behind the hop. */
    private HopRecord record(Path path, int slot) {
        store.completeFlow(slot, path.flow);
        return store.view(slot);
    }

    private boolean isTold(int slot) {
        return told.test(store.view(slot));
    }

    /**
     * At a function that any part of the kernel calls a packet is in the stage that it was in
     * before. It is not where a driver returns to, which may long have handed it on.
     */
    private Stage stage(Path path, int slot) {
        Stage stage = hop(slot).stage();
        return stage == Stage.OTHER ? path.toldStage : stage;
    }

    private Hop hop(int slot) {
        return store.view(slot).hop();
    }

    /** Returns which hop is told after one; where none is, the last hop. */
    private int next(Path path, int index) {
        for (int i = index + 1; i < path.held; i++) {
            if (isTold(path.slots[i])) {
                return i;
            }
        }
        return path.held - 1;
    }

    private long between(Path path, int from, int to) {
        return store.time(path.slots[to]) - store.time(path.slots[from]);
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
}
