package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Names for addresses in the kernel, from /proc/kallsyms, read when first asked.
 *
 * <p>An address that no known function can hold makes the file be read again, at most once a
 * minute: a module may have been loaded since. Thread-safe. A reading takes some 100 ms of CPU and
 * keeps about 5 MB.
 */
public final class KernelSymbols {
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    /** Modules bring names; to look whether there are others takes a moment, too. */
    private static final long LOOK = Duration.ofMillis(100).toNanos();

    private final Path file;
    private final LongSupplier nanoTime;
    private final Supplier<?> modules;

    private volatile SymbolTable table;
    private String failure;
    private Object modulesThen;
    private long readAt;
    private long lookedAt;

    /** Creates symbols of the running kernel; nothing is read yet. */
    public KernelSymbols() {
        this(KALLSYMS, System::nanoTime, KernelModules::read);
    }

    KernelSymbols(Path file, LongSupplier nanoTime, Supplier<?> modules) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.modules = modules;
    }

    /**
     * Returns {@code tcp_v4_rcv+0x3c6}, {@code function+0x12 [module]}, or the address itself,
     * {@code 0xffffffff81a03f56}, if it has no name or names are not available.
     */
    public String symbolize(long address) {
        SymbolTable known = table();
        String symbol = known.symbolize(address);
        if (symbol == null && known.hasAddresses()) {
            symbol = readAgain(known).symbolize(address);
        }
        return symbol == null ? "0x" + Long.toHexString(address) : symbol;
    }

    /** Says whether the kernel shows this process the addresses of its functions. */
    public boolean available() {
        return table().hasAddresses();
    }

    /** Says in one line why names are not available and what to do; null if they are. */
    public String unavailableBecause() {
        SymbolTable known = table();
        if (known.hasAddresses()) {
            return null;
        }
        synchronized (this) {
            if (failure != null) {
                return failure;
            }
        }
        if (known.functions() == 0) {
            return file + " names no functions; needs a kernel built with CONFIG_KALLSYMS=y";
        }
        if (ProcFile.number("/proc/sys/kernel/kptr_restrict").orElse(0) >= 2) {
            return "the kernel hides all addresses (kernel.kptr_restrict=2)";
        }
        return "the kernel hides its addresses from this process; needs CAP_SYSLOG";
    }

    private SymbolTable table() {
        SymbolTable known = table;
        return known == null ? read(null) : known;
    }

    private synchronized SymbolTable readAgain(SymbolTable old) {
        long now = nanoTime.getAsLong();
        if (now - readAt >= PAUSE) {
            return read(old);
        }
        if (now - lookedAt < LOOK) {
            return table;
        }
        lookedAt = now;
        return modules.get().equals(modulesThen) ? table : read(old);
    }

    private synchronized SymbolTable read(SymbolTable old) {
        // Another thread may have been faster.
        if (table != old) {
            return table;
        }
        readAt = nanoTime.getAsLong();
        lookedAt = readAt;
        modulesThen = modules.get();
        try {
            table = SymbolTable.read(file);
            failure = null;
        } catch (IOException e) {
            if (old == null) {
                failure = file + " cannot be read: " + e.getMessage();
                table = SymbolTable.empty();
            }
        }
        return table;
    }
}
