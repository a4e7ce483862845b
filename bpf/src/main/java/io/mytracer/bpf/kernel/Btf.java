package io.mytracer.bpf.kernel;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The types of a kernel, of one of its modules or of a BPF object: which functions, tracepoints,
 * structs and enumerations there are, in BTF ({@code Documentation/bpf/btf.rst}), little-endian.
 *
 * <p>A module's types go on from its kernel's: what it does not have itself is the kernel's.
 *
 * <p>Broken bytes give an {@link IllegalArgumentException} that names the position, on parsing or,
 * where only a question leads to them, on that question. Thread-safe. Holds as much memory as the
 * bytes have (5 to 10 MB for a kernel), so keep it no longer than there are questions.
 */
public final class Btf {
    static final Path DIRECTORY = Path.of("/sys/kernel/btf");
    static final Path VMLINUX = DIRECTORY.resolve("vmlinux");

    private static WeakReference<Btf> vmlinux = new WeakReference<>(null);

    private final Btf base;
    private final BtfData data;
    private BtfNames names;
    private BtfPointers pointers;

    private Btf(byte[] bytes, Btf base) {
        this.base = base;
        data = new BtfData(bytes, base == null ? null : base.data);
    }

    /**
     * Returns the running kernel's types, without those of its modules.
     *
     * @throws IllegalStateException if the kernel does not show them, saying what to do
     */
    public static synchronized Btf vmlinux() {
        Btf btf = vmlinux.get();
        if (btf == null) {
            btf = read(VMLINUX, null);
            vmlinux = new WeakReference<>(btf);
        }
        return btf;
    }

    /**
     * Returns the types of a module of the running kernel.
     *
     * @param module as the kernel writes it, with {@code _} and never {@code -}
     * @throws IllegalStateException if the kernel does not show them, as before Linux 5.11
     */
    public static Btf module(String module) {
        return read(DIRECTORY.resolve(module), vmlinux());
    }

    /**
     * Looks whether the kernel shows its types, without reading them.
     *
     * @throws IllegalStateException if it does not, saying what to do
     */
    static void requireVmlinux() {
        int ignored = from(VMLINUX, InputStream::read);
    }

    static Btf read(Path file, Btf base) {
        try {
            return new Btf(from(file, InputStream::readAllBytes), base);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "kernel types (BTF): " + file + " is not understood: " + e.getMessage(), e);
        }
    }

    private interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    // Not by java.nio, which would keep a direct buffer as large as the file for this thread.
    private static <T> T from(Path file, Reader<T> reader) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return reader.read(in);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "kernel types (BTF): "
                            + (Files.exists(file)
                                    ? file + " cannot be read: " + e.getMessage()
                                    : file
                                            + " does not exist; needs a kernel built with"
                                            + " CONFIG_DEBUG_INFO_BTF=y and, in a container, /sys"
                                            + " mounted"),
                    e);
        }
    }

    /** Parses raw BTF. */
    public static Btf parse(byte[] bytes) {
        return new Btf(bytes.clone(), null);
    }

    /**
     * Parses raw BTF that goes on from another one, as that of a module does.
     *
     * @param base what it goes on from
     */
    public static Btf parse(byte[] bytes, Btf base) {
        return new Btf(bytes.clone(), base);
    }

    /** Parses raw BTF. */
    public static Btf parse(MemorySegment bytes) {
        return new Btf(bytes.toArray(ValueLayout.JAVA_BYTE), null);
    }

    /** Parses the section .BTF of a 64-bit ELF file. */
    public static Btf ofElf(byte[] elf) {
        return new Btf(ElfSection.find(elf, ".BTF"), null);
    }

    /**
     * Returns the enumerators of an enumeration by value, in the order of the source; of several
     * names for a value the first. Values are as signed as the enumeration is.
     *
     * @return empty if there is no such enumeration
     */
    public Map<Long, String> enumerators(String enumName) {
        int at = find(BtfKind.ENUM, enumName);
        return at >= 0 ? enumerators(at) : enumerators(find(BtfKind.ENUM64, enumName));
    }

    /** Returns the names of the enumerations whose name ends so. */
    List<String> enumsEndingWith(String suffix) {
        List<String> found = new ArrayList<>();
        for (int id = 1; id < data.typeCount(); id++) {
            int at = data.type(id);
            if (isEnum(at) && data.isNamed(at) && data.name(at).endsWith(suffix)) {
                found.add(data.name(at));
            }
        }
        return found;
    }

    /** Says whether there is a typedef of that name. */
    public boolean hasTypedef(String name) {
        return find(BtfKind.TYPEDEF, name) >= 0;
    }

    /** Says whether there is a function of that name; a static one counts, an inlined one not. */
    public boolean hasFunction(String name) {
        return find(BtfKind.FUNC, name) >= 0;
    }

    /**
     * Returns which argument of a function is the first that points to a struct.
     *
     * @return from 0; -1 if none does or there is no such function
     */
    public int pointerArgument(String function, String struct) {
        byte[] name = struct.getBytes(StandardCharsets.UTF_8);
        int at = find(BtfKind.FUNC, function);
        int prototype = at < 0 ? -1 : data.prototype(at);
        for (int i = 0; prototype >= 0 && i < data.items(prototype); i++) {
            if (data.isPointer(data.i32(data.item(prototype, i) + 4), name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns the functions of which an argument points to a struct, and the first such argument of
     * each; of a module its own only. A name may come more than once: static functions need not
     * differ.
     */
    public synchronized List<PointerArgument> pointerArguments(String struct) {
        return pointers(struct).functions();
    }

    /** Says whether there is a variable of that name; kernels keep only per-CPU ones. */
    public boolean hasVariable(String name) {
        return find(BtfKind.VAR, name) >= 0;
    }

    /**
     * Returns the number of arguments of a raw tracepoint, or -1 if the kernel does not have it.
     * They grew over time: {@code kfree_skb} has 2, 3 or 4.
     */
    public int tracepointArguments(String tracepoint) {
        // The kernel declares: typedef void (*btf_trace_NAME)(void *, arguments...)
        int typedef = find(BtfKind.TYPEDEF, "btf_trace_" + tracepoint);
        if (typedef < 0) {
            return -1;
        }
        int pointer = data.resolve(data.sizeOrType(typedef));
        if (pointer < 0 || data.kind(pointer) != BtfKind.PTR) {
            return -1;
        }
        int prototype = data.resolve(data.sizeOrType(pointer));
        return prototype >= 0 && data.kind(prototype) == BtfKind.FUNC_PROTO
                ? data.items(prototype) - 1
                : -1;
    }

    /** Returns the size of a struct or union in bytes; empty if there is none of that name. */
    public OptionalInt sizeOf(String struct) {
        int at = findComposite(struct);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(data.sizeOrType(at));
    }

    /**
     * Returns where a field begins, in bytes from the beginning of the struct; of a bit field the
     * byte of its first bit. Fields of anonymous members count as the struct's own.
     *
     * @return empty if there is no such struct or field
     */
    public OptionalInt offsetOf(String struct, String field) {
        int at = findComposite(struct);
        long bits = at < 0 ? -1 : bitOffset(at, field, new BitSet(), 0);
        return bits < 0 ? OptionalInt.empty() : OptionalInt.of((int) (bits >>> 3));
    }

    // A type that was searched without success need not be searched again: that bounds the work
    // where hostile types contain each other.
    private long bitOffset(int at, String field, BitSet searched, int depth) {
        if (depth > BtfData.DEEPEST) {
            throw BtfData.broken("anonymous members too deep", at);
        }
        boolean packed = data.kindFlag(at);
        for (int i = 0; i < data.items(at); i++) {
            int member = data.item(at, i);
            // Members are name, type, offset; a set kind flag packs the width of a bit field on
            // top of the offset.
            long offset = data.i32(member + 8) & (packed ? 0xffffffL : 0xffffffffL);
            if (data.isNamed(member)) {
                if (data.name(member).equals(field)) {
                    return offset;
                }
                continue;
            }
            int type = data.resolve(data.i32(member + 4));
            if (type >= 0 && data.kind(type).isComposite() && !searched.get(type)) {
                searched.set(type);
                long inner = bitOffset(type, field, searched, depth + 1);
                if (inner >= 0) {
                    return offset + inner;
                }
            }
        }
        return -1;
    }

    private int findComposite(String name) {
        int at = find(BtfKind.STRUCT, name);
        return at >= 0 ? at : find(BtfKind.UNION, name);
    }

    private Map<Long, String> enumerators(int at) {
        Map<Long, String> found = new LinkedHashMap<>();
        for (int i = 0; at >= 0 && i < data.items(at); i++) {
            int item = data.item(at, i);
            long low = Integer.toUnsignedLong(data.i32(item + 4));
            long value;
            if (data.kind(at) == BtfKind.ENUM64) {
                value = low | (long) data.i32(item + 8) << 32;
            } else {
                value = data.kindFlag(at) ? (int) low : low;
            }
            found.putIfAbsent(value, data.name(item));
        }
        return found;
    }

    private boolean isEnum(int at) {
        return data.kind(at) == BtfKind.ENUM || data.kind(at) == BtfKind.ENUM64;
    }

    private synchronized BtfPointers pointers(String struct) {
        if (pointers == null || !pointers.struct().equals(struct)) {
            pointers = new BtfPointers(data, base == null ? null : base.pointers(struct), struct);
        }
        return pointers;
    }

    private int find(BtfKind kind, String name) {
        int at = names().find(kind, name);
        return at < 0 && base != null ? base.find(kind, name) : at;
    }

    private synchronized BtfNames names() {
        if (names == null) {
            names = new BtfNames(data);
        }
        return names;
    }
}
