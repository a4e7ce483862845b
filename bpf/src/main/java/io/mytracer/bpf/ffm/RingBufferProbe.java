package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Asks the kernel for the smallest ring buffer, which is gone again when the answer is there. */
public final class RingBufferProbe {
    private static final int BPF_MAP_CREATE = 0;
    private static final int BPF_MAP_TYPE_RINGBUF = 27;

    // The first part of union bpf_attr for BPF_MAP_CREATE: type, key size, value size, entries.
    private static final long ATTRIBUTE_BYTES = 64;

    private RingBufferProbe() {}

    /**
     * Calls bpf(BPF_MAP_CREATE) without libbpf.
     *
     * @return 0 if the kernel made the map, else the errno: EPERM without privileges, EINVAL before
     *     Linux 5.8, ENOSYS without BPF
     */
    public static int errno() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8).fill((byte) 0);
            attributes.set(JAVA_INT, 0, BPF_MAP_TYPE_RINGBUF);
            attributes.set(JAVA_INT, 12, (int) Libc.pageSize());
            int fd = Libc.bpf(BPF_MAP_CREATE, attributes);
            if (fd < 0) {
                return -fd;
            }
            Libc.close(fd);
            return 0;
        }
    }
}
