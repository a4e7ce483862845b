package io.mytracer.it.bench;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Stage;
import io.mytracer.emit.EventEmitter;
import io.mytracer.packet.Path;
import io.mytracer.packet.PathSink;

/** Counts what an emitter is told. */
final class CountingSink implements PathSink {
    private final EventEmitter emitter;
    private long events;

    CountingSink(EventEmitter emitter) {
        this.emitter = emitter;
    }

    EventEmitter emitter() {
        return emitter;
    }

    long events() {
        return events;
    }

    @Override
    public void met(long caller) {
        emitter.met(caller);
    }

    @Override
    public void hop(HopRecord record, Stage stage, long nanos, long caller) {
        events++;
        emitter.hop(record, stage, nanos, caller);
    }

    @Override
    public void cause(HopRecord record, Stage stage, long caller) {
        events++;
        emitter.cause(record, stage, caller);
    }

    @Override
    public void path(Path path, HopRecord last, long caller) {
        events++;
        emitter.path(path, last, caller);
    }

    @Override
    public boolean isDrop(HopRecord record) {
        return emitter.isDrop(record);
    }
}
