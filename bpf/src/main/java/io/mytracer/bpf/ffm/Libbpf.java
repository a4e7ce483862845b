package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Calls into one loaded libbpf, by signature. A handle is bound when its function is first called:
 * binding all at once costs half a second of CPU in a cold JVM.
 *
 * <p>Int functions return -errno; pointer functions return an address of 0 and leave {@link
 * CallState#errno()}. Thread-safe as far as libbpf is: one object, one thread at a time.
 */
final class Libbpf {
    // struct bpf_object_open_opts, cut after its second field: libbpf takes a shorter struct for
    // one of an older version.
    private static final MemoryLayout OPEN_OPTIONS =
            MemoryLayout.structLayout(JAVA_LONG.withName("sz"), ADDRESS.withName("object_name"));

    private final SymbolLookup lookup;
    private final AtomicReferenceArray<MethodHandle> handles =
            new AtomicReferenceArray<>(LibbpfFunction.values().length);

    Libbpf(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    int call(LibbpfFunction function) {
        try {
            return (int) handle(function).invokeExact();
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int call(LibbpfFunction function, int argument) {
        try {
            return (int) handle(function).invokeExact(argument);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int call(LibbpfFunction function, MemorySegment pointer) {
        try {
            return (int) handle(function).invokeExact(pointer);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int call(LibbpfFunction function, MemorySegment pointer, int argument) {
        try {
            return (int) handle(function).invokeExact(pointer, argument);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int call(LibbpfFunction function, int fd, MemorySegment first, MemorySegment second) {
        try {
            return (int) handle(function).invokeExact(fd, first, second);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    MemorySegment pointer(LibbpfFunction function, MemorySegment argument) {
        try {
            return (MemorySegment) handle(function).invokeExact(CallState.segment(), argument);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    MemorySegment pointer(LibbpfFunction function, MemorySegment first, MemorySegment second) {
        try {
            return (MemorySegment) handle(function).invokeExact(CallState.segment(), first, second);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    MemorySegment pointer(
            LibbpfFunction function,
            MemorySegment first,
            MemorySegment second,
            MemorySegment third) {
        try {
            return (MemorySegment)
                    handle(function).invokeExact(CallState.segment(), first, second, third);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    @SuppressWarnings("restricted")
    String string(LibbpfFunction function, MemorySegment argument) {
        return pointer(function, argument).reinterpret(Long.MAX_VALUE).getString(0);
    }

    MemorySegment open(MemorySegment elf, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(OPEN_OPTIONS);
            options.set(JAVA_LONG, 0, OPEN_OPTIONS.byteSize());
            options.set(ADDRESS, 8, arena.allocateFrom(name));
            return (MemorySegment)
                    handle(LibbpfFunction.OBJECT_OPEN)
                            .invokeExact(CallState.segment(), elf, elf.byteSize(), options);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    void close(MemorySegment object) {
        try {
            handle(LibbpfFunction.OBJECT_CLOSE).invokeExact(object);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int update(int fd, MemorySegment key, MemorySegment value, long flags) {
        try {
            return (int) handle(LibbpfFunction.UPDATE).invokeExact(fd, key, value, flags);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    int delete(int fd, MemorySegment key) {
        try {
            return (int) handle(LibbpfFunction.DELETE).invokeExact(fd, key);
        } catch (Throwable t) {
            throw CallState.unexpected(t);
        }
    }

    // Two threads may bind the same function at once: both handles work, one is kept.
    private MethodHandle handle(LibbpfFunction function) {
        MethodHandle handle = handles.getAcquire(function.ordinal());
        if (handle == null) {
            handle = bind(function);
            handles.setRelease(function.ordinal(), handle);
        }
        return handle;
    }

    @SuppressWarnings("restricted")
    private MethodHandle bind(LibbpfFunction function) {
        Linker.Option[] options =
                function.setsErrno()
                        ? new Linker.Option[] {CallState.option()}
                        : new Linker.Option[0];
        return Linker.nativeLinker()
                .downcallHandle(
                        lookup.findOrThrow(function.symbol()), function.descriptor(), options);
    }
}
