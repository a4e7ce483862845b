package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/** {@code struct bpf_kprobe_opts} of libbpf.h, up to libbpf 1.0's last field. */
final class KprobeOptions {
    private static final MemoryLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("sz"),
                    JAVA_LONG.withName("bpf_cookie"),
                    JAVA_LONG.withName("offset"),
                    JAVA_BOOLEAN.withName("retprobe"),
                    MemoryLayout.paddingLayout(7));

    private KprobeOptions() {}

    static MemorySegment allocate(Arena arena, long cookie) {
        MemorySegment options = arena.allocate(LAYOUT);
        options.set(JAVA_LONG, 0, LAYOUT.byteSize());
        options.set(JAVA_LONG, 8, cookie);
        return options;
    }
}
