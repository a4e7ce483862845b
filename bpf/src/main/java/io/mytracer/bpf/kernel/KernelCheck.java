package io.mytracer.bpf.kernel;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.Errno;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.ffm.RingBufferProbe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers what works here, what does not, why, and what to do.
 *
 * <p>Leaves nothing behind but a loaded libbpf, and reports instead of throwing, whatever this
 * process may not read. The order is that of cause and effect: the first failure explains those
 * after it.
 */
public final class KernelCheck {
    private static final String BTF = "kernel types (BTF)";
    private static final String PRIVILEGES = "privileges";
    private static final String LOCKDOWN = "lockdown";
    private static final String RING = "ring buffer";
    private static final String LIBBPF = "libbpf";
    private static final String SYMBOLS = "kernel symbols";
    private static final String FUNCTIONS = "list of functions";

    private KernelCheck() {}

    /**
     * Checks everything.
     *
     * @param libbpf the libbpf that the user named, or null
     */
    public static List<Finding> run(Path libbpf) {
        return run(libbpf, List::of);
    }

    /**
     * Checks everything, and then what the caller adds.
     *
     * @param libbpf the libbpf that the user named, or null
     * @param more further findings, asked only if nothing failed before
     */
    public static List<Finding> run(Path libbpf, Supplier<List<Finding>> more) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks(libbpf)) {
            findings.add(check.finding());
        }
        if (findings.stream().noneMatch(KernelCheck::isFailure)) {
            findings.addAll(more.get());
        }
        return List.copyOf(findings);
    }

    /**
     * Returns the first reason why tracing cannot work, if there is one. What only {@link #run}
     * tells, such as whether functions have names, is not asked: it takes longer than all else. Of
     * the kernel's types only the beginning is read; who needs them is told what is wrong behind
     * it.
     */
    public static Optional<Finding> firstFailure(Path libbpf) {
        for (Check check : necessities(libbpf, KernelCheck::typesAreThere)) {
            Finding finding = check.finding();
            if (isFailure(finding)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    private record Check(String subject, Supplier<Finding> work) {
        Finding finding() {
            try {
                return work.get();
            } catch (RuntimeException | LinkageError e) {
                return Finding.fail(subject, "cannot be checked: " + root(e), "");
            }
        }

        // Of a class that could not be initialized the cause tells why.
        private static Throwable root(Throwable thrown) {
            return thrown.getCause() == null ? thrown : root(thrown.getCause());
        }
    }

    private static List<Check> checks(Path libbpf) {
        List<Check> checks = necessities(libbpf, KernelCheck::typesAreUsable);
        checks.add(new Check(SYMBOLS, KernelCheck::symbols));
        checks.add(new Check(FUNCTIONS, KernelCheck::functions));
        for (KernelSetting setting : KernelSetting.values()) {
            checks.add(new Check(setting.subject(), setting::finding));
        }
        return checks;
    }

    /** Returns the checks that may fail; all others only warn. */
    private static List<Check> necessities(Path libbpf, Supplier<Finding> types) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("kernel", KernelCheck::kernel));
        checks.add(new Check(BTF, types));
        checks.add(new Check(PRIVILEGES, KernelCheck::privileges));
        for (Capability capability : Capability.values()) {
            checks.add(
                    new Check(
                            capability.toString(),
                            () -> PermissionAdvice.judge(capability, Privileges.current())));
        }
        checks.add(new Check(ContainerCheck.SUBJECT, ContainerCheck::run));
        checks.add(new Check(LOCKDOWN, KernelCheck::lockdown));
        checks.add(new Check(LIBBPF, () -> libbpf(libbpf)));
        checks.add(new Check(RING, KernelCheck::ring));
        return checks;
    }

    private static boolean isFailure(Finding finding) {
        return finding.status() == Finding.Status.FAIL;
    }

    private static Finding kernel() {
        KernelVersion version = KernelVersion.current();
        if (version.atLeast(5, 8)) {
            return Finding.ok("kernel", version.release());
        }
        // Distributions backport: the ring buffer probe decides.
        return Finding.warn(
                "kernel",
                version.release() + " is older than 5.8, the first with a BPF ring buffer",
                "use Linux 5.8 or later, or a distribution's kernel with BPF backports");
    }

    private static Finding typesAreUsable() {
        try {
            Btf kernel = Btf.vmlinux();
            return kernel.sizeOf("sk_buff").isPresent()
                    ? Finding.ok(BTF, Btf.VMLINUX.toString())
                    : Finding.fail(
                            BTF,
                            Btf.VMLINUX + " knows no struct sk_buff",
                            "needs a kernel built with CONFIG_NET=y");
        } catch (IllegalStateException e) {
            return noTypes(e);
        }
    }

    private static Finding typesAreThere() {
        try {
            Btf.requireVmlinux();
            return Finding.ok(BTF, Btf.VMLINUX.toString());
        } catch (IllegalStateException e) {
            return noTypes(e);
        }
    }

    private static Finding noTypes(IllegalStateException e) {
        return Finding.fail(
                BTF,
                e.getMessage(),
                """
                use a distribution's kernel with CONFIG_DEBUG_INFO_BTF=y (RHEL 8.2, Debian 11,\
                 Ubuntu 20.10 or later)
                docker: -v /sys/kernel/btf:/sys/kernel/btf:ro
                kubernetes: volumes: [{name: btf, hostPath: {path: /sys/kernel/btf}}]
                kubernetes: volumeMounts: [{name: btf, mountPath: /sys/kernel/btf,\
                 readOnly: true}]\
                """);
    }

    private static Finding privileges() {
        return PermissionAdvice.judge(PRIVILEGES, Privileges.current());
    }

    private static Finding lockdown() {
        // Absent where securityfs is not mounted or the kernel has no lockdown.
        String modes = ProcFile.text("/sys/kernel/security/lockdown").orElse("not in use");
        return modes.contains("[confidentiality]")
                ? Finding.fail(
                        LOCKDOWN,
                        modes + ": the kernel keeps BPF programs from reading its memory",
                        "boot with lockdown=integrity on the kernel's command line")
                : Finding.ok(LOCKDOWN, modes);
    }

    private static Finding ring() {
        int errno = RingBufferProbe.errno();
        return switch (errno) {
            case 0 -> Finding.ok(RING, "bpf(BPF_MAP_CREATE) works");
            case Errno.EPERM, Errno.EACCES ->
                    PermissionAdvice.explain(RING, Privileges.current(), KernelVersion.current());
            case Errno.EINVAL ->
                    Finding.fail(
                            RING, "this kernel has no BPF ring buffer", "use Linux 5.8 or later");
            case Errno.ENOSYS ->
                    Finding.fail(
                            RING,
                            "this kernel or sandbox has no bpf(2)",
                            "needs CONFIG_BPF_SYSCALL=y; gVisor (runsc) does not offer it");
            default ->
                    Finding.fail(
                            RING,
                            "bpf(BPF_MAP_CREATE): "
                                    + Errno.name(errno)
                                    + " ("
                                    + Errno.text(errno)
                                    + ")",
                            "");
        };
    }

    private static Finding libbpf(Path explicit) {
        try {
            return Finding.ok(LIBBPF, NativeLibrary.find(explicit).origin());
        } catch (BpfException e) {
            return Finding.fail(LIBBPF, e.call(), e.remedy());
        } catch (IllegalCallerException e) {
            return Finding.fail(
                    LIBBPF,
                    "this JVM forbids native access: " + e.getMessage(),
                    "add --enable-native-access=ALL-UNNAMED to the java command");
        }
    }

    private static Finding symbols() {
        KernelSymbols symbols = new KernelSymbols();
        if (symbols.available()) {
            return Finding.ok(SYMBOLS, "functions are shown by name");
        }
        return Finding.warn(
                SYMBOLS,
                "functions are shown as addresses: " + symbols.unavailableBecause(),
                """
                systemd: AmbientCapabilities=CAP_SYSLOG
                docker: --cap-add SYSLOG
                kubernetes: securityContext: {capabilities: {add: [SYSLOG]}}
                where kernel.kptr_restrict is 2: sysctl -w kernel.kptr_restrict=1\
                """);
    }

    private static Finding functions() {
        return TraceableFunctions.areListed()
                ? Finding.ok(FUNCTIONS, "tracefs tells which functions can be traced")
                : Finding.warn(
                        FUNCTIONS,
                        "tracefs cannot be read: hops=all also tries functions that the kernel"
                                + " refuses",
                        """
                        shell, as root: mount -t tracefs none /sys/kernel/tracing
                        docker: -v /sys/kernel/tracing:/sys/kernel/tracing:ro
                        kubernetes: volumes: [{name: tracefs, hostPath: {path:\
                         /sys/kernel/tracing}}]
                        kubernetes: volumeMounts: [{name: tracefs, mountPath:\
                         /sys/kernel/tracing, readOnly: true}]\
                        """);
    }
}
