package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which functions of the running kernel and its modules can be traced: by ftrace's list where it
 * can be read, which takes root and a mounted tracefs; else those that have a symbol, some of which
 * the kernel will refuse.
 */
public final class TraceableFunctions {
    private static final List<Path> LISTS =
            List.of(
                    Path.of("/sys/kernel/tracing/available_filter_functions"),
                    Path.of("/sys/kernel/debug/tracing/available_filter_functions"));
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");

    private TraceableFunctions() {}

    /** Says whether ftrace's list can be read. */
    static boolean areListed() {
        return LISTS.stream().anyMatch(Files::isReadable);
    }

    /**
     * Returns those of some names that can be traced, or may be. One with a suffix of the
     * compiler's, such as {@code .isra.0}, has other arguments than its types say and is another
     * name.
     */
    public static Set<String> among(Collection<String> names) {
        Optional<Path> list = LISTS.stream().filter(Files::isReadable).findFirst();
        return list.isPresent() ? listed(list.get(), names) : symbols(KALLSYMS, names);
    }

    /** Lines are {@code function} or {@code function [module]}. */
    static Set<String> listed(Path list, Collection<String> names) {
        NameSet wanted = new NameSet(names);
        Set<String> found = new HashSet<>();
        return read(
                list,
                found,
                (bytes, begin, end) ->
                        add(wanted.find(bytes, begin, wordEnd(bytes, begin, end)), found));
    }

    /** Lines are {@code address t function}, and {@code [module]} behind a tab. */
    static Set<String> symbols(Path kallsyms, Collection<String> names) {
        NameSet wanted = new NameSet(names);
        Set<String> found = new HashSet<>();
        return read(
                kallsyms,
                found,
                (bytes, begin, end) -> {
                    int type = wordEnd(bytes, begin, end) + 1;
                    if (type + 2 < end && isFunction(bytes[type])) {
                        add(wanted.find(bytes, type + 2, wordEnd(bytes, type + 2, end)), found);
                    }
                });
    }

    /** What cannot be read says nothing. */
    private static Set<String> read(Path file, Set<String> found, ByteLines.Sink sink) {
        try {
            ByteLines.read(file, sink);
            return found;
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static void add(String name, Set<String> to) {
        if (name != null) {
            to.add(name);
        }
    }

    private static int wordEnd(byte[] bytes, int begin, int end) {
        int i = begin;
        while (i < end && bytes[i] != ' ' && bytes[i] != '\t') {
            i++;
        }
        return i;
    }

    private static boolean isFunction(byte type) {
        return type == 't' || type == 'T' || type == 'w' || type == 'W';
    }
}
