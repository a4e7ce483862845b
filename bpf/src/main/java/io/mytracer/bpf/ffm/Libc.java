package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The few libc functions needed. Each handle is bound on first use: binding costs some 10 ms of CPU
 * in a cold JVM, and most users need half of them.
 *
 * <p>None is bound with {@link Linker.Option#critical}: several of them block, and a critical call
 * holds up every safepoint. Thread-safe.
 */
final class Libc {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private static final int MAP_SHARED = 1;
    private static final int SC_PAGESIZE = 30; // bits/confname.h
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_NOEXEC_SEAL = 8; // since Linux 6.3

    private static final FunctionDescriptor FD_BUFFER_SIZE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private Libc() {}

    private static final class Mmap {
        static final MethodHandle HANDLE =
                captured(
                        "mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
    }

    private static final class Munmap {
        static final MethodHandle HANDLE = captured("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    }

    private static final class Read {
        static final MethodHandle HANDLE = bind("read", FD_BUFFER_SIZE, CallState.option());
    }

    private static final class Write {
        static final MethodHandle HANDLE = bind("write", FD_BUFFER_SIZE, CallState.option());
    }

    private static final class Close {
        static final MethodHandle HANDLE = captured("close", JAVA_INT, JAVA_INT);
    }

    private static final class Poll {
        static final MethodHandle HANDLE = captured("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    }

    private static final class Memfd {
        static final MethodHandle HANDLE = captured("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Vsnprintf {
        static final MethodHandle HANDLE =
                bind(
                        "vsnprintf",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    }

    private static final class Syscall {
        static final MethodHandle HANDLE =
                bind(
                        "syscall",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.firstVariadicArg(1),
                        CallState.option());
    }

    private static final class PageSize {
        static final long VALUE = sysconf(SC_PAGESIZE);

        private static long sysconf(int name) {
            try {
                return (long)
                        bind("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT))
                                .invokeExact(name);
            } catch (Throwable t) {
                throw CallState.unexpected(t);
            }
        }
    }

    /** Returns the size of a memory page in bytes. */
    static long pageSize() {
        return PageSize.VALUE;
    }

    /**
     * Maps a file shared.
     *
     * @return the mapping, of {@code length} bytes, without a lifetime of its own
     */
    @SuppressWarnings("restricted")
    static MemorySegment mmap(int fd, long length, int protection, long offset) {
        MemorySegment mapping;
        try {
            mapping =
                    (MemorySegment)
                            Mmap.HANDLE.invokeExact(
                                    CallState.segment(),
                                    MemorySegment.NULL,
                                    length,
                                    protection,
                                    MAP_SHARED,
                                    fd,
                                    offset);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
        if (mapping.address() == -1L) {
            throw new BpfException("mmap of " + length + " bytes", CallState.errno());
        }
        return mapping.reinterpret(length);
    }

    static void munmap(MemorySegment mapping) {
        try {
            int result =
                    (int)
                            Munmap.HANDLE.invokeExact(
                                    CallState.segment(), mapping, mapping.byteSize());
            if (result != 0) {
                throw new BpfException("munmap", CallState.errno());
            }
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    /** Returns the bytes read, 0 at the end, or -errno. */
    static long read(int fd, MemorySegment buffer) {
        return transfer(Read.HANDLE, fd, buffer);
    }

    /** Returns the bytes written, or -errno. */
    static long write(int fd, MemorySegment buffer) {
        return transfer(Write.HANDLE, fd, buffer);
    }

    private static long transfer(MethodHandle call, int fd, MemorySegment buffer) {
        try {
            long done = (long) call.invokeExact(CallState.segment(), fd, buffer, buffer.byteSize());
            return done < 0 ? -CallState.errno() : done;
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    static void close(int fd) {
        try {
            // Linux closes the descriptor whatever close(2) returns: nothing to react to.
            int ignored = (int) Close.HANDLE.invokeExact(CallState.segment(), fd);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    /** Returns the number of ready descriptors or -errno; blocks for at most the timeout. */
    static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        try {
            int ready =
                    (int)
                            Poll.HANDLE.invokeExact(
                                    CallState.segment(), pollfds, count, timeoutMillis);
            return ready < 0 ? -CallState.errno() : ready;
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
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
            int fd =
                    (int)
                            Memfd.HANDLE.invokeExact(
                                    CallState.segment(), arena.allocateFrom(name), flags);
            return fd < 0 ? -CallState.errno() : fd;
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    /** Formats a va_list; returns the length the whole text has, without its NUL. */
    static int vsnprintf(MemorySegment buffer, MemorySegment format, MemorySegment arguments) {
        try {
            return (int) Vsnprintf.HANDLE.invokeExact(buffer, buffer.byteSize(), format, arguments);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    /** bpf(2) itself; returns its result or -errno. */
    static int bpf(int command, MemorySegment attributes) {
        long number = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
        try {
            long result =
                    (long)
                            Syscall.HANDLE.invokeExact(
                                    CallState.segment(),
                                    number,
                                    command,
                                    attributes,
                                    (int) attributes.byteSize());
            return result < 0 ? -CallState.errno() : (int) result;
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    private static MethodHandle captured(
            String name, ValueLayout result, MemoryLayout... arguments) {
        return bind(name, FunctionDescriptor.of(result, arguments), CallState.option());
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
