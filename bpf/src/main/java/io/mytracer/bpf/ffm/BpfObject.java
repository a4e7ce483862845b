package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled BPF object: opened, configured, loaded, attached, closed, in that order.
 *
 * <p>Thread-safe: calls are serialized. After {@link #close()} every method throws {@link
 * IllegalStateException}, and so does every access to a segment handed out here. A name the object
 * does not have is a {@link BpfException} with ENOENT.
 */
public final class BpfObject implements AutoCloseable {
    // Shared: globals are read by other threads than the one that closes, and must then fail
    // with an exception instead of touching unmapped memory.
    private final Arena arena = Arena.ofShared();

    // Newer versions of libbpf read the ELF file until they are done with the object.
    private final Arena file = Arena.ofShared();

    private final Set<BpfLink> links = ConcurrentHashMap.newKeySet();
    private final Libbpf libbpf;
    private final MemorySegment object;
    private boolean closed;

    private BpfObject(Libbpf libbpf, String name, byte[] elf) {
        this.libbpf = libbpf;
        LibbpfLog.begin();
        MemorySegment image = file.allocate(elf.length, 8);
        object = libbpf.open(image.copyFrom(MemorySegment.ofArray(elf)), name);
        if (object.address() == 0) {
            BpfException failure = failure("bpf_object__open_mem", CallState.errno());
            arena.close();
            file.close();
            throw failure;
        }
    }

    /**
     * Opens an object. Nothing reaches the kernel yet.
     *
     * @param name prefix of the names of its global-data maps; the kernel shows 15 characters
     * @param elf the ELF file; it is copied
     */
    public static BpfObject open(NativeLibrary lib, String name, byte[] elf) {
        return new BpfObject(lib.libbpf(), name, elf);
    }

    /** Returns the names of all programs, in the order of the ELF file. */
    public synchronized List<String> programs() {
        requireOpen();
        List<String> names = new ArrayList<>();
        MemorySegment program = MemorySegment.NULL;
        while (true) {
            program = libbpf.pointer(LibbpfFunction.NEXT_PROGRAM, object, program);
            if (program.address() == 0) {
                return names;
            }
            names.add(libbpf.string(LibbpfFunction.PROGRAM_NAME, program));
        }
    }

    /** Says whether {@link #load()} loads a program; by default it loads all. */
    public synchronized void autoload(String program, boolean on) {
        MemorySegment found = find(LibbpfFunction.FIND_PROGRAM, program);
        set(LibbpfFunction.PROGRAM_AUTOLOAD, program, found, on ? 1 : 0);
    }

    /** Sets the capacity of a map before load; for a ring buffer its size in bytes. */
    public synchronized void maxEntries(String map, int entries) {
        set(LibbpfFunction.MAP_MAX_ENTRIES, map, find(LibbpfFunction.FIND_MAP, map), entries);
    }

    /** Sets the flags of a map (BPF_F_*) before load. */
    public synchronized void mapFlags(String map, int flags) {
        set(LibbpfFunction.MAP_FLAGS, map, find(LibbpfFunction.FIND_MAP, map), flags);
    }

    /**
     * Returns the image that global data will start with, to be written before {@link #load()}.
     *
     * @param map {@code .rodata}, {@code .data} or {@code .bss}
     */
    @SuppressWarnings("restricted")
    public synchronized MemorySegment initialValue(String map) {
        MemorySegment found = find(LibbpfFunction.FIND_MAP, map);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment size = scratch.allocate(JAVA_LONG);
            MemorySegment image = libbpf.pointer(LibbpfFunction.MAP_INITIAL_VALUE, found, size);
            if (image.address() == 0) {
                // The one pointer function that leaves errno alone.
                String call = "bpf_map__initial_value(" + map + ")";
                throw new BpfException(call, Errno.EINVAL, "it holds no global data", List.of());
            }
            return image.reinterpret(size.get(JAVA_LONG, 0), arena, null);
        }
    }

    /**
     * Creates the maps and loads the programs into the kernel. Can be tried once: after a failure
     * open the object anew.
     *
     * @throws BpfException if the kernel refuses; its detail holds the verifier's log
     */
    public synchronized void load() {
        requireOpen();
        LibbpfLog.begin();
        check("bpf_object__load", libbpf.call(LibbpfFunction.OBJECT_LOAD, object));
    }

    /** Attaches a program to what its ELF section names. */
    public synchronized BpfLink attach(String program) {
        MemorySegment found = find(LibbpfFunction.FIND_PROGRAM, program);
        LibbpfLog.begin();
        return link(
                "bpf_program__attach",
                program,
                libbpf.pointer(LibbpfFunction.PROGRAM_ATTACH, found));
    }

    /** Attaches an iterator program without parameters; {@link BpfLink#readIterator()} runs it. */
    public synchronized BpfLink attachIterator(String program) {
        return attachIterator(program, MemorySegment.NULL);
    }

    /**
     * Attaches an iterator program for tasks or their files. Before Linux 6.1 it visits those of
     * all processes.
     *
     * @param process the one that matters
     */
    public synchronized BpfLink attachIterator(String program, int process) {
        try (Arena scratch = Arena.ofConfined()) {
            return attachIterator(program, IteratorOptions.allocate(scratch, process));
        } catch (BpfException e) {
            return attachIterator(program);
        }
    }

    private BpfLink attachIterator(String program, MemorySegment options) {
        MemorySegment found = find(LibbpfFunction.FIND_PROGRAM, program);
        LibbpfLog.begin();
        return link(
                "bpf_program__attach_iter",
                program,
                libbpf.pointer(LibbpfFunction.PROGRAM_ATTACH_ITER, found, options));
    }

    /**
     * Attaches a program of the section {@code kprobe.multi} to functions.
     *
     * @param cookies what the program gets by bpf_get_attach_cookie(), one for each function
     */
    public synchronized BpfLink attachMulti(
            String program, List<String> functions, long[] cookies) {
        MemorySegment found = find(LibbpfFunction.FIND_PROGRAM, program);
        LibbpfLog.begin();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment options = MultiOptions.allocate(scratch, functions, cookies);
            return link(
                    "bpf_program__attach_kprobe_multi_opts",
                    program,
                    libbpf.pointer(
                            LibbpfFunction.PROGRAM_ATTACH_MULTI,
                            found,
                            MemorySegment.NULL,
                            options));
        }
    }

    /**
     * Attaches a program of the section {@code kprobe} to a function that the section does not
     * name.
     *
     * @param cookie what the program gets by bpf_get_attach_cookie(); Linux 5.15
     */
    public synchronized BpfLink attachKprobe(String program, String function, long cookie) {
        MemorySegment found = find(LibbpfFunction.FIND_PROGRAM, program);
        LibbpfLog.begin();
        try (Arena scratch = Arena.ofConfined()) {
            return link(
                    "bpf_program__attach_kprobe_opts",
                    program,
                    libbpf.pointer(
                            LibbpfFunction.PROGRAM_ATTACH_KPROBE,
                            found,
                            scratch.allocateFrom(function),
                            KprobeOptions.allocate(scratch, cookie)));
        }
    }

    /** Takes all maps from another object, which is loaded, instead of making its own. */
    public synchronized void shareMaps(BpfObject with) {
        requireOpen();
        MemorySegment map = MemorySegment.NULL;
        while (true) {
            map = libbpf.pointer(LibbpfFunction.NEXT_MAP, object, map);
            if (map.address() == 0) {
                return;
            }
            String name = libbpf.string(LibbpfFunction.MAP_NAME, map);
            set(LibbpfFunction.MAP_REUSE, name, map, with.mapFd(name));
        }
    }

    /** Returns the descriptor of a loaded program; it belongs to this object. */
    public synchronized int programFd(String program) {
        return check(
                "bpf_program__fd(" + program + ")",
                libbpf.call(LibbpfFunction.PROGRAM_FD, find(LibbpfFunction.FIND_PROGRAM, program)));
    }

    /** Returns the descriptor of a map of the loaded object; it belongs to this object. */
    public synchronized int mapFd(String map) {
        return check(
                "bpf_map__fd(" + map + ")",
                libbpf.call(LibbpfFunction.MAP_FD, find(LibbpfFunction.FIND_MAP, map)));
    }

    /** Returns access to the entries of a map of the loaded object. */
    public synchronized BpfMap map(String map) {
        MemorySegment found = find(LibbpfFunction.FIND_MAP, map);
        int fd = mapFd(map);
        int keySize = libbpf.call(LibbpfFunction.MAP_KEY_SIZE, found);
        long valueSize = Integer.toUnsignedLong(libbpf.call(LibbpfFunction.MAP_VALUE_SIZE, found));
        if (BpfMap.isPerCpu(libbpf.call(LibbpfFunction.MAP_TYPE, found))) {
            int cpus = check("libbpf_num_possible_cpus", libbpf.call(LibbpfFunction.POSSIBLE_CPUS));
            valueSize = ((valueSize + 7) & ~7L) * cpus;
        }
        return new BpfMap(libbpf, arena.scope(), map, fd, keySize, valueSize);
    }

    /**
     * Maps the value of a loaded array map that has one entry and the flag BPF_F_MMAPABLE, as
     * {@code .data} and {@code .bss} are: shared with the programs, read-write.
     */
    @SuppressWarnings("restricted")
    public synchronized MemorySegment globals(String map) {
        MemorySegment found = find(LibbpfFunction.FIND_MAP, map);
        long size = Integer.toUnsignedLong(libbpf.call(LibbpfFunction.MAP_VALUE_SIZE, found));
        long page = Libc.pageSize();
        MemorySegment mapping =
                Libc.mmap(
                        mapFd(map), (size + page - 1) & -page, Libc.PROT_READ | Libc.PROT_WRITE, 0);
        return mapping.reinterpret(arena, Libc::munmap).asSlice(0, size);
    }

    /** Returns what the kernel counts for a loaded program. */
    public synchronized ProgramInfo info(String program) {
        return ProgramInfo.read(libbpf, program, programFd(program));
    }

    /** Detaches everything, unmaps everything and frees the programs and maps; once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(links).forEach(BpfLink::close);
        try {
            arena.close();
        } finally {
            libbpf.close(object);
            file.close();
        }
    }

    void forget(BpfLink link) {
        links.remove(link);
    }

    private BpfLink link(String call, String program, MemorySegment pointer) {
        if (pointer.address() == 0) {
            throw failure(call + "(" + program + ")", CallState.errno());
        }
        BpfLink link = new BpfLink(libbpf, this, program, pointer);
        links.add(link);
        return link;
    }

    private void set(LibbpfFunction setter, String name, MemorySegment target, int value) {
        check(setter.symbol() + "(" + name + ")", libbpf.call(setter, target, value));
    }

    private MemorySegment find(LibbpfFunction finder, String name) {
        requireOpen();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment found = libbpf.pointer(finder, object, scratch.allocateFrom(name));
            if (found.address() == 0) {
                throw new BpfException(
                        finder.symbol() + "(" + name + ")",
                        CallState.errno(),
                        "the object has none of that name",
                        List.of());
            }
            return found;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("BPF object is closed");
        }
    }

    private static int check(String call, int result) {
        if (result < 0) {
            throw failure(call, -result);
        }
        return result;
    }

    private static BpfException failure(String call, int errno) {
        return new BpfException(call, errno, LibbpfLog.take());
    }
}
