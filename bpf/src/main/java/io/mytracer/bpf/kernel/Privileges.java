package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this process may do: its effective capabilities, and the two things that can take their
 * effect away.
 *
 * @param effective CapEff, one bit a capability
 * @param seccomp true if a seccomp filter sees the system calls of this process
 * @param userNamespace true if the capabilities count only inside a user namespace
 */
public record Privileges(long effective, boolean seccomp, boolean userNamespace) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path UID_MAP = Path.of("/proc/self/uid_map");
    private static final String SECCOMP_FILTER = "2"; // linux/seccomp.h: SECCOMP_MODE_FILTER
    private static final String ALL_IDS = "0 0 4294967295";
    private static final long CAP_SYS_RESOURCE = 1L << 24; // linux/capability.h

    /**
     * Returns the privileges of this process. Threads of a JVM share them: nothing in the JDK
     * changes a thread's capabilities.
     *
     * @throws IllegalStateException if /proc does not tell
     */
    public static Privileges current() {
        try {
            return parse(Files.readString(STATUS), uidMap());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(STATUS + " cannot be read: " + e.getMessage(), e);
        }
    }

    static Privileges parse(String status, String uidMap) {
        long effective = Long.parseUnsignedLong(field(status, "CapEff", null), 16);
        boolean seccomp = field(status, "Seccomp", "0").equals(SECCOMP_FILTER);
        boolean whole = uidMap.strip().replaceAll("\\s+", " ").equals(ALL_IDS);
        return new Privileges(effective, seccomp, !whole);
    }

    /** Says whether a capability is effective. */
    public boolean has(Capability capability) {
        return (effective & capability.mask()) != 0;
    }

    /** Returns the effective ones of the capabilities that matter here. */
    public Set<Capability> capabilities() {
        Set<Capability> held = EnumSet.allOf(Capability.class);
        held.removeIf(capability -> !has(capability));
        return held;
    }

    /** Says whether the capabilities are enough to load and attach tracing programs. */
    public boolean canTrace() {
        return has(Capability.SYS_ADMIN) || has(Capability.BPF) && has(Capability.PERFMON);
    }

    /** Says whether a process may raise its own limits, by CAP_SYS_RESOURCE. */
    boolean canLiftLimits() {
        return (effective & CAP_SYS_RESOURCE) != 0;
    }

    /** Returns the capabilities that are missing for tracing; empty if {@link #canTrace()}. */
    public Set<Capability> missing() {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        if (!canTrace()) {
            missing.add(Capability.BPF);
            missing.add(Capability.PERFMON);
            missing.removeIf(this::has);
        }
        return missing;
    }

    /** Returns the held capabilities as one line, such as {@code CAP_PERFMON CAP_BPF}. */
    public String describe() {
        Set<Capability> held = capabilities();
        return held.isEmpty()
                ? "no capabilities"
                : held.stream().map(Capability::toString).collect(Collectors.joining(" "));
    }

    private static String uidMap() throws IOException {
        // Absent where the kernel has no user namespaces.
        return Files.exists(UID_MAP) ? Files.readString(UID_MAP) : ALL_IDS;
    }

    private static String field(String status, String name, String absent) {
        String prefix = name + ":";
        return status.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElseGet(
                        () -> {
                            if (absent == null) {
                                throw new IllegalArgumentException("no line " + name);
                            }
                            return absent;
                        });
    }
}
