package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules that the running kernel has loaded at a moment, from {@code /proc/modules}. */
public final class KernelModules {
    private static final Path MODULES = Path.of("/proc/modules");

    /** nf_tables 270336 5 nft_compat,nft_ct, Live 0x0000000000000000 */
    private static final int STATE = 4;

    private final Set<String> names;
    private final boolean settled;

    private KernelModules(Set<String> names, boolean settled) {
        this.names = names;
        this.settled = settled;
    }

    /** Reads them; none are known where the file cannot be read, as in a kernel without modules. */
    public static KernelModules read() {
        try (Stream<String> lines = Files.lines(MODULES)) {
            return of(lines);
        } catch (IOException | RuntimeException e) {
            return new KernelModules(Set.of(), true);
        }
    }

    /** Takes those that are ready: nothing can be attached to one that is still being loaded. */
    static KernelModules of(Stream<String> lines) {
        Map<Boolean, Set<String>> byState =
                lines.map(line -> line.split(" "))
                        .filter(words -> words.length > STATE)
                        .collect(
                                Collectors.partitioningBy(
                                        words -> words[STATE].equals("Live"),
                                        Collectors.mapping(words -> words[0], Collectors.toSet())));
        return new KernelModules(byState.get(true), byState.get(false).isEmpty());
    }

    /** Says whether no module was on its way in or out. */
    public boolean settled() {
        return settled;
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
