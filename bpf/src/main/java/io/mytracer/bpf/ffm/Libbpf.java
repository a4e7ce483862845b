package io.mytracer.bpf.ffm;

import static io.mytracer.bpf.ffm.NativeFunction.integer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Calls into one loaded libbpf, by signature. A function is looked for when it is first called.
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
    private final AtomicReferenceArray<NativeFunction> functions =
            new AtomicReferenceArray<>(LibbpfFunction.values().length);

    Libbpf(SymbolLookup lookup) {
        this.lookup = lookup;
    }

    int call(LibbpfFunction function) {
        return (int) find(function).capturing();
    }

    int call(LibbpfFunction function, int argument) {
        return (int) find(function).capturing(integer(argument));
    }

    int call(LibbpfFunction function, MemorySegment pointer) {
        return (int) find(function).capturing(pointer);
    }

    int call(LibbpfFunction function, MemorySegment pointer, int argument) {
        return (int) find(function).capturing(pointer, integer(argument));
    }

    int call(LibbpfFunction function, int fd, MemorySegment pointer, MemorySegment other) {
        return (int) find(function).capturing(integer(fd), pointer, other);
    }

    MemorySegment pointer(LibbpfFunction function, MemorySegment argument) {
        return MemorySegment.ofAddress(find(function).capturing(argument));
    }

    MemorySegment pointer(LibbpfFunction function, MemorySegment first, MemorySegment second) {
        return MemorySegment.ofAddress(find(function).capturing(first, second));
    }

    MemorySegment pointer(
            LibbpfFunction function,
            MemorySegment first,
            MemorySegment second,
            MemorySegment third) {
        return MemorySegment.ofAddress(find(function).capturing(first, second, third));
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
            return pointer(LibbpfFunction.OBJECT_OPEN, elf, integer(elf.byteSize()), options);
        }
    }

    void close(MemorySegment object) {
        long ignored = find(LibbpfFunction.OBJECT_CLOSE).capturing(object);
    }

    int update(int fd, MemorySegment key, MemorySegment value, long flags) {
        return (int) find(LibbpfFunction.UPDATE).capturing(integer(fd), key, value, integer(flags));
    }

    int delete(int fd, MemorySegment key) {
        return (int) find(LibbpfFunction.DELETE).capturing(integer(fd), key);
    }

    // Two threads may look for the same function at once: what they find is the same.
    private NativeFunction find(LibbpfFunction function) {
        NativeFunction found = functions.getAcquire(function.ordinal());
        if (found == null) {
            found = NativeFunction.of(lookup, function.symbol());
            functions.setRelease(function.ordinal(), found);
        }
        return found;
    }
}
