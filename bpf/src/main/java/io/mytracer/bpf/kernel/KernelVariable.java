package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the kernel has a global variable, by /proc/kallsyms, which is read at each question. */
public final class KernelVariable {
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");

    private KernelVariable() {}

    /**
     * Returns the address of a variable of the kernel itself, not of a module.
     *
     * @return 0 where the kernel does not tell: without CONFIG_KALLSYMS_ALL or without CAP_SYSLOG
     */
    public static long address(String name) {
        return address(KALLSYMS, name);
    }

    static long address(Path file, String name) {
        try {
            String symbols = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            int at = symbols.indexOf(" " + name + "\n");
            if (at < 0) {
                return 0;
            }
            // ffffffff82a0d6e0 D __per_cpu_offset
            int line = symbols.lastIndexOf('\n', at) + 1;
            return Long.parseUnsignedLong(symbols, line, symbols.indexOf(' ', line), 16);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
