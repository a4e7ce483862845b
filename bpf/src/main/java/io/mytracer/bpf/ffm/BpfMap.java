package io.mytracer.bpf.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The entries of one BPF map. Keys and values are native segments of at least {@link #keySize()}
 * and {@link #valueSize()} bytes, in the C layout.
 *
 * <p>Thread-safe as the kernel's maps are: each call is atomic, a walk by {@link #nextKey} is not.
 * Usable until the object it comes from is closed.
 */
public final class BpfMap {
    private final Libbpf libbpf;
    private final MemorySegment.Scope lifetime;
    private final String name;
    private final int fd;
    private final long keySize;
    private final long valueSize;

    BpfMap(
            Libbpf libbpf,
            MemorySegment.Scope lifetime,
            String name,
            int fd,
            long keySize,
            long valueSize) {
        this.libbpf = libbpf;
        this.lifetime = lifetime;
        this.name = name;
        this.fd = fd;
        this.keySize = keySize;
        this.valueSize = valueSize;
    }

    // enum bpf_map_type: PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH, PERCPU_CGROUP_STORAGE
    static boolean isPerCpu(int type) {
        return type == 5 || type == 6 || type == 10 || type == 21;
    }

    /** Returns the size of a key in bytes. */
    public long keySize() {
        return keySize;
    }

    /**
     * Returns the size of what a look-up writes and an update reads, in bytes. For a per-CPU map
     * that is one value per possible CPU, each on a multiple of 8.
     */
    public long valueSize() {
        return valueSize;
    }

    /** Copies the value of a key and returns true, or returns false when there is no such key. */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        requireSize("key", key, keySize);
        requireSize("value", value, valueSize);
        return found("lookup", libbpf.call(LibbpfFunction.LOOKUP, fd(), key, value));
    }

    /**
     * Writes an entry.
     *
     * @param flags 0 create or replace, 1 create only (else EEXIST), 2 replace only (else ENOENT)
     */
    public void update(MemorySegment key, MemorySegment value, long flags) {
        requireSize("key", key, keySize);
        requireSize("value", value, valueSize);
        int result = libbpf.update(fd(), key, value, flags);
        if (result < 0) {
            throw failure("update", result);
        }
    }

    /** Removes an entry; returns false when there was none. */
    public boolean delete(MemorySegment key) {
        requireSize("key", key, keySize);
        return found("delete", libbpf.delete(fd(), key));
    }

    /**
     * Finds the key after another one.
     *
     * @param keyOrNull where to go on, or null for the first key; a key that is gone starts anew
     * @param next receives the key
     * @return false after the last key
     */
    public boolean nextKey(MemorySegment keyOrNull, MemorySegment next) {
        MemorySegment key = keyOrNull == null ? MemorySegment.NULL : keyOrNull;
        if (keyOrNull != null) {
            requireSize("key", key, keySize);
        }
        requireSize("next key", next, keySize);
        return found("next key", libbpf.call(LibbpfFunction.NEXT_KEY, fd(), key, next));
    }

    /**
     * Maps the values of an array that was made with BPF_F_MMAPABLE into memory that programs and
     * caller share.
     *
     * @param bytes of all values
     * @param arena whose end unmaps them
     * @throws BpfException if the kernel refuses
     */
    @SuppressWarnings("restricted")
    public MemorySegment mapped(long bytes, Arena arena) {
        return Libc.mmap(fd(), bytes, Libc.PROT_READ | Libc.PROT_WRITE, 0)
                .reinterpret(arena, Libc::munmap);
    }

    // The number may already mean another file once the object is closed.
    private int fd() {
        if (!lifetime.isAlive()) {
            throw new IllegalStateException("map " + name + " is closed");
        }
        return fd;
    }

    // The kernel writes as many bytes as the map says, whatever the segment's size.
    private void requireSize(String what, MemorySegment segment, long size) {
        if (segment.byteSize() < size) {
            throw new IllegalArgumentException(
                    what
                            + " of map "
                            + name
                            + " needs "
                            + size
                            + " bytes, not "
                            + segment.byteSize());
        }
    }

    private boolean found(String operation, int result) {
        if (result == -Errno.ENOENT) {
            return false;
        }
        if (result < 0) {
            throw failure(operation, result);
        }
        return true;
    }

    private BpfException failure(String operation, int result) {
        return new BpfException("bpf map " + operation + " (" + name + ")", -result);
    }
}
