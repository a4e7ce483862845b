package io.mytracer.bpf.ffm;

import static io.mytracer.bpf.ffm.NativeFunction.integer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The few libc functions needed. Several of them block. Thread-safe. */
final class Libc {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final int MAP_SHARED = 1;
    private static final int SC_PAGESIZE = 30; // bits/confname.h
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_NOEXEC_SEAL = 8; // since Linux 6.3

    private static final NativeFunction MMAP = NativeFunction.ofLibc("mmap");
    private static final NativeFunction MUNMAP = NativeFunction.ofLibc("munmap");
    private static final NativeFunction READ = NativeFunction.ofLibc("read");
    private static final NativeFunction WRITE = NativeFunction.ofLibc("write");
    private static final NativeFunction CLOSE = NativeFunction.ofLibc("close");
    private static final NativeFunction POLL = NativeFunction.ofLibc("poll");
    private static final NativeFunction MEMFD_CREATE = NativeFunction.ofLibc("memfd_create");
    private static final NativeFunction VSNPRINTF = NativeFunction.ofLibc("vsnprintf");
    private static final NativeFunction SYSCALL = NativeFunction.ofLibc("syscall");
    private static final long PAGE_SIZE =
            NativeFunction.ofLibc("sysconf").capturing(integer(SC_PAGESIZE));

    private Libc() {}

    /** Returns the size of a memory page in bytes. */
    static long pageSize() {
        return PAGE_SIZE;
    }

    /**
     * Maps a file shared.
     *
     * @return the mapping, of {@code length} bytes, without a lifetime of its own
     */
    @SuppressWarnings("restricted")
    static MemorySegment mmap(int fd, long length, int protection, long offset) {
        long mapping =
                MMAP.capturing(
                        MemorySegment.NULL,
                        integer(length),
                        integer(protection),
                        integer(MAP_SHARED),
                        integer(fd),
                        integer(offset));
        if (mapping == -1) {
            throw new BpfException("mmap of " + length + " bytes", CallState.errno());
        }
        return MemorySegment.ofAddress(mapping).reinterpret(length);
    }

    static void munmap(MemorySegment mapping) {
        int result = (int) MUNMAP.capturing(mapping, integer(mapping.byteSize()));
        if (result != 0) {
            throw new BpfException("munmap", CallState.errno());
        }
    }

    /** Returns the bytes read, 0 at the end, or -errno. */
    static long read(int fd, MemorySegment buffer) {
        return transfer(READ, fd, buffer);
    }

    /** Returns the bytes written, or -errno. */
    static long write(int fd, MemorySegment buffer) {
        return transfer(WRITE, fd, buffer);
    }

    private static long transfer(NativeFunction call, int fd, MemorySegment buffer) {
        long done = call.capturing(integer(fd), buffer, integer(buffer.byteSize()));
        return done < 0 ? -CallState.errno() : done;
    }

    static void close(int fd) {
        // Linux closes the descriptor whatever close(2) returns: nothing to react to.
        long ignored = CLOSE.capturing(integer(fd));
    }

    /** Returns the number of ready descriptors or -errno; blocks for at most the timeout. */
    static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        int ready = (int) POLL.capturing(pollfds, integer(count), integer(timeoutMillis));
        return ready < 0 ? -CallState.errno() : ready;
    }

    /** Returns the descriptor of an anonymous file, close-on-exec, or -errno. */
    static int memfd(String name) {
        // vm.memfd_noexec=2 refuses a memfd without the seal; kernels before 6.3 refuse the seal.
        // The seal forbids execve, not PROT_EXEC mappings, so dlopen works with either.
        int fd = memfd(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
        return fd == -Errno.EINVAL ? memfd(name, MFD_CLOEXEC) : fd;
    }

    private static int memfd(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) MEMFD_CREATE.capturing(arena.allocateFrom(name), integer(flags));
            return fd < 0 ? -CallState.errno() : fd;
        }
    }

    /** Formats a va_list; returns the length the whole text has, without its NUL. */
    static int vsnprintf(MemorySegment buffer, MemorySegment format, MemorySegment arguments) {
        return (int) VSNPRINTF.capturing(buffer, integer(buffer.byteSize()), format, arguments);
    }

    /** bpf(2) itself; returns its result or -errno. */
    static int bpf(int command, MemorySegment attributes) {
        long number = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
        // syscall(2) is declared variadic, but is no such function: it takes what the registers
        // hold.
        long result =
                SYSCALL.capturing(
                        integer(number),
                        integer(command),
                        attributes,
                        integer(attributes.byteSize()));
        return result < 0 ? -CallState.errno() : (int) result;
    }
}
