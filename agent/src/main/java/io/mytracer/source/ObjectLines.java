package io.mytracer.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Source lines of one file: the kernel or a module. Not thread-safe. */
final class ObjectLines implements AutoCloseable {
    /** A program that dies of one address is started again for the next, but not for ever. */
    private static final int MOST_FAILURES = 3;

    /** What may stand between a function and the next: aligned to 64 bytes at most. */
    private static final long PADDING = 64;

    private final ElfFile elf;
    private final Path program;
    private final Consumer<String> notes;
    private final Map<String, Symbolizer> bySection = new HashMap<>();
    private int failures;

    ObjectLines(ElfFile elf, Path program, Consumer<String> notes) {
        this.elf = elf;
        this.program = program;
        this.notes = notes;
    }

    /**
     * Returns the frames at a place in a function, innermost first; empty where they are not known
     * for sure.
     *
     * @param function as in /proc/kallsyms
     * @param offset from the function's beginning, not negative
     */
    List<SourceLine> at(String function, long offset) {
        List<ElfFile.Symbol> candidates = elf.functions(function);
        if (candidates.size() > 1) {
            candidates = candidates.stream().filter(c -> has(c, offset, 0)).toList();
        }
        if (candidates.size() != 1) {
            return List.of();
        }
        ElfFile.Symbol symbol = candidates.getFirst();
        boolean inside = symbol.size() == 0 || has(symbol, offset, PADDING);
        return inside ? named(function, ask(symbol, symbol.address() + offset)) : List.of();
    }

    /** LLVM's program takes the last frame's name from the nearest symbol, even a label. */
    private static List<SourceLine> named(String symbol, List<SourceLine> frames) {
        if (frames.isEmpty()) {
            return frames;
        }
        List<SourceLine> named = new ArrayList<>(frames);
        SourceLine last = named.removeLast();
        int suffix = symbol.indexOf('.'); // of the compiler, as in ip_rcv_finish_core.isra.0
        String function = suffix < 0 ? symbol : symbol.substring(0, suffix);
        named.add(new SourceLine(function, last.file(), last.line()));
        return named;
    }

    private static boolean has(ElfFile.Symbol symbol, long offset, long more) {
        return offset < symbol.size() + more;
    }

    private List<SourceLine> ask(ElfFile.Symbol symbol, long address) {
        if (failures == MOST_FAILURES) {
            return List.of();
        }
        String section = elf.isRelocatable() ? symbol.section() : null;
        Symbolizer symbolizer = null;
        try {
            symbolizer = bySection.get(section);
            if (symbolizer == null) {
                symbolizer = Symbolizer.start(program, elf.path(), section);
                bySection.put(section, symbolizer);
            }
            return symbolizer.at(address);
        } catch (IOException e) {
            bySection.remove(section);
            if (symbolizer != null) {
                symbolizer.close();
            }
            if (failures++ == 0) {
                notes.accept(
                        "source lines are missing: "
                                + program
                                + " for "
                                + elf.path()
                                + " "
                                + e.getMessage());
            }
            return List.of();
        }
    }

    @Override
    public void close() {
        bySection.values().forEach(Symbolizer::close);
        bySection.clear();
    }
}
