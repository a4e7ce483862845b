package io.mytracer.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A few functions that lie in files as a kernel and a module do, with debug info. Each line with
 * MARK(label) is an instruction with a label behind it: what calls a function from that line would
 * return there.
 */
public final class CompiledKernel {
    public static final String RELEASE = "6.1.0-test";

    private static final String MARK =
            """
            #define MARK(label) asm volatile(".globl " #label "\\nnop\\n" #label ":")
            static volatile int sink;
            """;

    private static final Map<String, String> SOURCES =
            Map.of(
                    "init/main.c",
                    """
                    #include "../include/mark.h"
                    void outer(int);
                    void other(int);
                    static __attribute__((noinline)) void twin(int n)
                    {
                        sink = n;
                        MARK(in_both_twins);
                        sink = n;
                    }
                    void start_kernel(int n)
                    {
                        twin(n);
                        outer(n);
                        other(n);
                    }
                    """,
                    "net/ipv4/in.c",
                    """
                    #include "../../include/mark.h"
                    #include "../../include/inlined.h"
                    static __attribute__((noinline)) void twin(int n)
                    {
                        for (int i = 0; i < n; i++) {
                            sink = n + 1;
                            sink = n + 2;
                            sink = n + 3;
                            sink = n + 4;
                            sink = n + 5;
                            sink = n + 6;
                            sink = n + 7;
                        }
                        MARK(in_long_twin);
                        sink = n;
                    }
                    static inline __attribute__((always_inline)) void middle(int n)
                    {
                        innermost(n * 3);
                        sink = 4;
                    }
                    void outer(int n)
                    {
                        sink = 1;
                        middle(n);
                        sink = 2;
                        MARK(in_outer);
                        sink = 3;
                    }
                    void other(int n)
                    {
                        twin(n);
                    }
                    """,
                    "include/inlined.h",
                    """
                    static inline __attribute__((always_inline)) void innermost(int n)
                    {
                        sink = n;
                        MARK(in_innermost);
                        sink = n + 1;
                    }
                    """,
                    "include/mark.h",
                    MARK,
                    "net/filter.c",
                    """
                    #include "../include/mark.h"
                    void filter_chain(int n)
                    {
                        sink = n;
                        MARK(in_chain);
                        sink = 2;
                    }
                    __attribute__((section(".text.unlikely"))) void filter_cold(int n)
                    {
                        sink = n;
                        sink = n + 1;
                        MARK(in_cold);
                        sink = 2;
                    }
                    """);

    private final Path root;
    private final Map<String, Long> addresses = new TreeMap<>();

    private CompiledKernel(Path root) {
        this.root = root;
    }

    /** Compiles it below a directory, which then looks as / does with debug packages. */
    public static CompiledKernel compile(Path root) throws Exception {
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            Path file = root.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        CompiledKernel kernel = new CompiledKernel(root);
        Files.createDirectories(kernel.vmlinux().getParent());
        Files.createDirectories(kernel.module().getParent());
        kernel.run(
                "clang -g -O2 -nostdlib -static -Wl,--build-id=sha1 -Wl,-e,start_kernel -o"
                        + " VMLINUX init/main.c net/ipv4/in.c");
        kernel.run("clang -g -O2 -c -o MODULE net/filter.c");
        kernel.readAddresses("nm VMLINUX");
        kernel.readAddresses("nm MODULE");
        return kernel;
    }

    public Path vmlinux() {
        return root.resolve("usr/lib/debug/boot/vmlinux-" + RELEASE);
    }

    Path module() {
        return root.resolve("usr/lib/debug/lib/modules/" + RELEASE + "/kernel/net/filter-x.ko");
    }

    Path root() {
        return root;
    }

    /** Returns the build id that readelf sees. */
    public String buildId() throws Exception {
        return run("readelf -n VMLINUX").stream()
                .filter(line -> line.contains("Build ID: "))
                .map(line -> line.substring(line.indexOf("ID: ") + 4).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Returns the frame with the return address of a label, as a recording has it. */
    public String frame(String function, String label) {
        return function + "+0x" + Long.toHexString(addresses.get(label) - addresses.get(function));
    }

    /** Returns {@code file:line} of the line with a text. */
    public static String place(String file, String text) {
        List<String> lines = SOURCES.get(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return file + ":" + (i + 1);
            }
        }
        throw new IllegalArgumentException(text);
    }

    List<String> run(String command) throws Exception {
        List<String> words =
                Arrays.stream(command.split(" "))
                        .map(word -> word.equals("VMLINUX") ? vmlinux().toString() : word)
                        .map(word -> word.equals("MODULE") ? module().toString() : word)
                        .toList();
        Process process =
                new ProcessBuilder(words)
                        .directory(root.resolve("src").toFile())
                        .redirectErrorStream(true)
                        .start();
        List<String> output = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
        return output;
    }

    private void readAddresses(String command) throws Exception {
        for (String line : run(command)) {
            String[] parts = line.split(" ");
            if (parts.length == 3 && !parts[0].isEmpty()) {
                addresses.put(parts[2], Long.parseUnsignedLong(parts[0], 16));
            }
        }
    }
}
