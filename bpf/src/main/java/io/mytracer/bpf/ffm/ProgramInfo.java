package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel counts for a loaded program: {@code struct bpf_prog_info} of {@code
 * include/uapi/linux/bpf.h}.
 *
 * @param id the kernel's number of the program
 * @param name the full name in the object; the kernel's own is cut at 15 characters
 * @param runTimeNanos time spent in the program, 0 while bpf statistics are off
 * @param runCount runs, 0 while bpf statistics are off
 * @param recursionMisses runs left out because the program was already running on that CPU; -1 on
 *     kernels before 5.12, which do not tell
 */
public record ProgramInfo(
        int id, String name, long runTimeNanos, long runCount, long recursionMisses) {
    private static final long ID = 4;
    private static final long RUN_TIME = 192;
    private static final long RUN_COUNT = 200;
    private static final long RECURSION_MISSES = 208;
    private static final int SIZE = 216;

    static ProgramInfo read(Libbpf libbpf, String name, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIZE, 8);
            MemorySegment size = arena.allocate(JAVA_INT);
            size.set(JAVA_INT, 0, SIZE);
            int result = libbpf.call(LibbpfFunction.OBJECT_INFO, fd, info, size);
            if (result < 0) {
                throw new BpfException("bpf_obj_get_info_by_fd(" + name + ")", -result);
            }
            // The kernel tells how much of the struct it knows.
            int known = size.get(JAVA_INT, 0);
            return new ProgramInfo(
                    info.get(JAVA_INT, ID),
                    name,
                    known >= RUN_TIME + 8 ? info.get(JAVA_LONG, RUN_TIME) : 0,
                    known >= RUN_COUNT + 8 ? info.get(JAVA_LONG, RUN_COUNT) : 0,
                    known >= RECURSION_MISSES + 8 ? info.get(JAVA_LONG, RECURSION_MISSES) : -1);
        }
    }
}
