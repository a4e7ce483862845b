package io.mytracer.source;

import io.mytracer.bpf.kernel.BuildId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the files with the debug info of a kernel and of its modules. Not thread-safe. */
final class DebugFiles {
    private final Path root;
    private final RecordedKernel kernel;
    private final Debuginfod server;
    private Map<String, List<Path>> modules;

    /**
     * Looks at nothing yet.
     *
     * @param root where /usr/lib/debug and /lib/modules are
     */
    DebugFiles(Path root, RecordedKernel kernel, Debuginfod server) {
        this.root = root;
        this.kernel = kernel;
        this.server = server;
    }

    /**
     * Returns that of the kernel.
     *
     * @throws IOException with a line for the user: where it was looked for, and what to do
     */
    ElfFile kernel() throws IOException {
        if (kernel.release() == null && kernel.buildId() == null) {
            throw new IOException(
                    "no source lines: the recording does not say of which kernel it is; give"
                            + " --vmlinux=FILE");
        }
        List<Path> candidates = new ArrayList<>();
        if (kernel.release() != null) {
            candidates.add(root.resolve("usr/lib/debug/boot/vmlinux-" + kernel.release()));
            candidates.add(debugModules().resolve("vmlinux"));
            candidates.add(root.resolve("lib/modules/" + kernel.release() + "/build/vmlinux"));
        }
        try {
            return find(kernel.toString(), kernel.buildId(), candidates);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ", or give --vmlinux=FILE", e);
        }
    }

    /**
     * Returns that of a module. Its build id is known only where the recorded kernel runs.
     *
     * @param name with underscores
     * @throws IOException with a line for the user: where it was looked for, and what to do
     */
    ElfFile module(String name) throws IOException {
        if (modules == null) {
            modules = kernel.release() == null ? Map.of() : listModules();
        }
        List<Path> candidates = modules.get(name);
        if (candidates == null) {
            candidates =
                    kernel.release() == null
                            ? List.of()
                            : List.of(debugModules().resolve(name + ".ko"));
        }
        String buildId = kernel.isRunning() ? BuildId.ofModule(name).orElse(null) : null;
        return find("module " + name + " of " + kernel, buildId, candidates);
    }

    private ElfFile find(String what, String buildId, List<Path> candidates) throws IOException {
        List<Path> files = new ArrayList<>(candidates);
        if (buildId != null) {
            Path folder = root.resolve("usr/lib/debug/.build-id").resolve(buildId.substring(0, 2));
            files.addFirst(folder.resolve(buildId.substring(2) + ".debug"));
        }
        List<String> looked = new ArrayList<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                looked.add(file.toString());
                continue;
            }
            try {
                return ElfFile.open(file, buildId);
            } catch (IOException e) {
                looked.add(e.getMessage());
            }
        }
        if (buildId != null) {
            try {
                return ElfFile.open(server.debugInfo(buildId, what), buildId);
            } catch (IOException e) {
                looked.add(e.getMessage());
            }
        }
        throw new IOException(
                "no source lines: no debug info of "
                        + what
                        + ". Looked for: "
                        + String.join(", ", looked)
                        + ". Install the kernel's debug package"
                        + (kernel.release() == null
                                ? ""
                                : " (Debian: linux-image-" + kernel.release() + "-dbg)")
                        + " or set DEBUGINFOD_URLS (Debian: https://debuginfod.debian.net)");
    }

    private Path debugModules() {
        return root.resolve("usr/lib/debug/lib/modules/" + kernel.release());
    }

    /** A kernel that its user built has debug info in the modules themselves. */
    private Map<String, List<Path>> listModules() {
        Map<String, List<Path>> found = new HashMap<>();
        for (Path folder :
                List.of(debugModules(), root.resolve("lib/modules/" + kernel.release()))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.forEach(file -> add(file, found));
            } catch (IOException | UncheckedIOException e) {
                // It is not there, or not for this user: what was found is used.
            }
        }
        return found;
    }

    private static void add(Path file, Map<String, List<Path>> found) {
        String name = file.getFileName().toString();
        int end = name.indexOf(".ko");
        if (end > 0 && (name.endsWith(".ko") || name.endsWith(".ko.debug"))) {
            String module = name.substring(0, end).replace('-', '_');
            found.computeIfAbsent(module, n -> new ArrayList<>()).add(file);
        }
    }
}
