package io.mytracer.source;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of the kernel's source for frames of its stacks, from debug info on this machine or of a
 * debuginfod server.
 *
 * <p>The first frame of the kernel, and of each module, is slow: its debug info is looked for,
 * which with {@code DEBUGINFOD_URLS} means to fetch some 600 MB, and a symbolizer is started, a
 * child process that stays until {@link #close()}. Where there is no debug info, a note says once
 * why, and no frame has a line. To be used by one thread.
 */
public final class SourceLines implements AutoCloseable {
    private static final int MOST_KNOWN = 100_000;

    /** As {@code /proc/kallsyms} calls code that is in no module's file. */
    private static final Set<String> NO_MODULES =
            Set.of("bpf", "__builtin__ftrace", "__builtin__kprobes");

    private static final Pattern FRAME =
            Pattern.compile("([^+\\s]+)\\+0x([0-9a-f]{1,8})(?: \\[([A-Za-z0-9_]+)])?");

    /**
     * A function that each kernel has, and where: what stands before it is the source directory.
     */
    private static final String LANDMARK = "start_kernel";

    private static final String LANDMARK_FILE = "init/main.c";

    private final DebugFiles files;
    private final String path;
    private final Consumer<String> notes;
    private final Map<String, List<SourceLine>> known = new HashMap<>();
    private final Map<String, Optional<ObjectLines>> modules = new HashMap<>();
    private Optional<ObjectLines> kernel;
    private String directory = "";

    private SourceLines(DebugFiles files, String path, Consumer<String> notes) {
        this.files = files;
        this.path = path;
        this.notes = notes;
    }

    /**
     * Takes the debug info from where it is found.
     *
     * @param kernel that the frames are of
     * @param environment variables: PATH, DEBUGINFOD_URLS and others
     * @param notes takes lines for the user: progress, and why there are no source lines
     */
    public static SourceLines find(
            RecordedKernel kernel, Map<String, String> environment, Consumer<String> notes) {
        return find(Path.of("/"), kernel, environment, notes);
    }

    static SourceLines find(
            Path root,
            RecordedKernel kernel,
            Map<String, String> environment,
            Consumer<String> notes) {
        Debuginfod server = new Debuginfod(environment, notes);
        return new SourceLines(
                new DebugFiles(root, kernel, server), environment.getOrDefault("PATH", ""), notes);
    }

    /**
     * Takes the kernel's debug info from a file, and that of modules from where it is found.
     *
     * @throws IOException with a line for the user, if the file has none or is of another kernel
     */
    public static SourceLines of(
            Path vmlinux,
            RecordedKernel kernel,
            Map<String, String> environment,
            Consumer<String> notes)
            throws IOException {
        SourceLines lines = find(kernel, environment, notes);
        lines.openKernel(ElfFile.open(vmlinux, kernel.buildId()));
        return lines;
    }

    /**
     * Returns where a frame is in the source.
     *
     * <p>All frames of a recording are return addresses, but for those at a function's very
     * beginning; so what is looked up is the call before the address.
     *
     * @param frame {@code symbol+0xoffset} or {@code symbol+0xoffset [module]}
     * @return the innermost of the functions that the compiler inlined there first, the one with
     *     the symbol last; empty if the line is not known for sure, as where several functions have
     *     the name
     */
    public List<SourceLine> of(String frame) {
        List<SourceLine> lines = known.get(frame);
        if (lines == null) {
            lines = look(frame);
            if (known.size() == MOST_KNOWN) {
                known.clear();
            }
            known.put(frame, lines);
        }
        return lines;
    }

    /**
     * Adds to each frame where it is in the source, and before it the functions that the compiler
     * inlined there.
     *
     * @param stack frames, innermost first, one a line
     * @return the same where nothing is known
     */
    public String annotate(String stack) {
        StringBuilder text = new StringBuilder();
        for (String frame : stack.split("\n")) {
            List<SourceLine> lines = of(frame);
            for (int i = 0; i < lines.size() - 1; i++) {
                SourceLine inlined = lines.get(i);
                text.append(inlined.function()).append(" (inlined) at ").append(inlined.place());
                text.append('\n');
            }
            text.append(frame);
            if (!lines.isEmpty()) {
                text.append(" at ").append(lines.getLast().place());
            }
            text.append('\n');
        }
        return text.substring(0, text.length() - 1);
    }

    private List<SourceLine> look(String frame) {
        Matcher parts = FRAME.matcher(frame);
        if (!parts.matches()) {
            return List.of();
        }
        String module = parts.group(3);
        Optional<ObjectLines> object = module == null ? kernel() : module(module);
        if (object.isEmpty()) {
            return List.of();
        }
        long offset = Long.parseLong(parts.group(2), 16);
        return object.get().at(parts.group(1), offset == 0 ? 0 : offset - 1).stream()
                .map(this::belowDirectory)
                .toList();
    }

    private Optional<ObjectLines> kernel() {
        if (kernel == null) {
            try {
                openKernel(files.kernel());
            } catch (IOException e) {
                notes.accept(e.getMessage());
                kernel = Optional.empty();
            }
        }
        return kernel;
    }

    private void openKernel(ElfFile elf) {
        kernel = open(elf);
        directory =
                kernel.map(lines -> lines.at(LANDMARK, 0))
                        .filter(found -> !found.isEmpty())
                        .map(found -> normal(found.getLast().file()))
                        .filter(file -> file.endsWith("/" + LANDMARK_FILE))
                        .map(file -> file.substring(0, file.length() - LANDMARK_FILE.length()))
                        .orElse("");
    }

    private Optional<ObjectLines> module(String name) {
        Optional<ObjectLines> module = modules.get(name);
        if (module == null) {
            module = NO_MODULES.contains(name) ? Optional.empty() : openModule(name);
            modules.put(name, module);
        }
        return module;
    }

    private Optional<ObjectLines> openModule(String name) {
        boolean hasKernel = kernel().isPresent(); // which also tells the source directory
        try {
            return open(files.module(name));
        } catch (IOException e) {
            if (hasKernel) { // else all has been said
                notes.accept(e.getMessage());
            }
            return Optional.empty();
        }
    }

    private Optional<ObjectLines> open(ElfFile elf) {
        Optional<Path> program = Symbolizer.find(path, elf.isRelocatable());
        if (program.isEmpty()) {
            notes.accept(
                    "no source lines of "
                            + elf.path()
                            + ": there is no "
                            + (elf.isRelocatable() ? "" : "llvm-addr2line or ")
                            + "addr2line in PATH. Install binutils");
        }
        return program.map(found -> new ObjectLines(elf, found, notes));
    }

    private SourceLine belowDirectory(SourceLine line) {
        String file = normal(line.file());
        return new SourceLine(
                line.function(),
                file.startsWith(directory) ? file.substring(directory.length()) : file,
                line.line());
    }

    private static String normal(String file) {
        try {
            return Path.of(file).normalize().toString();
        } catch (InvalidPathException e) {
            return file; // in a character set that this JVM was not started with
        }
    }

    @Override
    public void close() {
        if (kernel != null) {
            kernel.ifPresent(ObjectLines::close);
        }
        modules.values().forEach(module -> module.ifPresent(ObjectLines::close));
    }
}
