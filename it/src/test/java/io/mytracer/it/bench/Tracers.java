package io.mytracer.it.bench;

import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.Scope;
import io.mytracer.bpf.StackMode;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.NativeLibrary;

/** Tracers in this JVM, with the agent's defaults. */
final class Tracers {
    private static final int RING_BYTES = 16 << 20;
    private static final int FLOWS = 1 << 18;

    private Tracers() {}

    static PacketTracer attach(Scope scope) {
        return PacketTracer.attach(
                new TracerSettings(
                        NativeLibrary.find(null),
                        scope,
                        PacketFilter.ALL,
                        RING_BYTES,
                        FLOWS,
                        null,
                        HopFilter.CURATED,
                        StackMode.DROPS,
                        line -> {}));
    }
}
