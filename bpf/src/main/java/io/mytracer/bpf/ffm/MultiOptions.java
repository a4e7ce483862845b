package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@code struct bpf_kprobe_multi_opts} of libbpf.h, up to libbpf 1.0's last field. */
final class MultiOptions {
    private static final MemoryLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("sz"),
                    ADDRESS.withName("syms"),
                    ADDRESS.withName("addrs"),
                    ADDRESS.withName("cookies"),
                    JAVA_LONG.withName("cnt"),
                    JAVA_BOOLEAN.withName("retprobe"),
                    MemoryLayout.paddingLayout(7));

    private MultiOptions() {}

    static MemorySegment allocate(Arena arena, List<String> functions, long[] cookies) {
        MemorySegment names = arena.allocate(ADDRESS, functions.size());
        for (int i = 0; i < functions.size(); i++) {
            names.setAtIndex(ADDRESS, i, arena.allocateFrom(functions.get(i)));
        }
        MemorySegment options = arena.allocate(LAYOUT);
        options.set(JAVA_LONG, 0, LAYOUT.byteSize());
        options.set(ADDRESS, 8, names);
        options.set(ADDRESS, 24, arena.allocateFrom(JAVA_LONG, cookies));
        options.set(JAVA_LONG, 32, functions.size());
        return options;
    }
}
