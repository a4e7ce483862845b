package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules that the running kernel has loaded at a moment, from {@code /proc/modules}. */
public final class KernelModules {
    private static final Path MODULES = Path.of("/proc/modules");

    private final Set<String> names;

    private KernelModules(Set<String> names) {
        this.names = names;
    }

    /** Reads them; none are known where the file cannot be read, as in a kernel without modules. */
    public static KernelModules read() {
        try (Stream<String> lines = Files.lines(MODULES)) {
            return new KernelModules(
                    lines.map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                            .collect(Collectors.toSet()));
        } catch (IOException | RuntimeException e) {
            return new KernelModules(Set.of());
        }
    }

    /** Says whether a module is loaded. */
    public boolean loaded(String module) {
        return names.contains(module.replace('-', '_'));
    }

    /** Says whether the kernel shows a module's types, as it does since Linux 5.11. */
    public boolean hasTypes(String module) {
        return Files.exists(Btf.DIRECTORY.resolve(module.replace('-', '_')));
    }

    /** Returns the names of the modules whose types the kernel shows. */
    public List<String> withTypes() {
        return names.stream().filter(this::hasTypes).sorted().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelModules modules && modules.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }
}
