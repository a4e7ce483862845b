package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct bpf_iter_attach_opts} of libbpf.h, with a {@code union bpf_iter_link_info} of
 * include/uapi/linux/bpf.h: of its member {@code task} the process id.
 */
final class IteratorOptions {
    private static final MemoryLayout LAYOUT =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("sz"),
                    ADDRESS.withName("link_info"),
                    JAVA_INT.withName("link_info_len"),
                    MemoryLayout.paddingLayout(4));

    private static final MemoryLayout TASK =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("tid"),
                    JAVA_INT.withName("pid"),
                    JAVA_INT.withName("pid_fd"));

    private IteratorOptions() {}

    static MemorySegment allocate(Arena arena, int process) {
        MemorySegment task = arena.allocate(TASK);
        task.set(JAVA_INT, 4, process);
        MemorySegment options = arena.allocate(LAYOUT);
        options.set(JAVA_LONG, 0, LAYOUT.byteSize());
        options.set(ADDRESS, 8, task);
        options.set(JAVA_INT, 16, (int) TASK.byteSize());
        return options;
    }
}
