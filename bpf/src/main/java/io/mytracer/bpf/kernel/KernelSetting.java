package io.mytracer.bpf.kernel;

import java.util.OptionalInt;

/** Settings of the kernel that have to do with BPF, and what they mean here. */
enum KernelSetting {
    UNPRIVILEGED("unprivileged BPF") {
        @Override
        Finding finding() {
            // Nothing to fix: shown because it explains why capabilities are asked for.
            OptionalInt disabled = ProcFile.number("/proc/sys/kernel/unprivileged_bpf_disabled");
            return Finding.ok(
                    subject(),
                    disabled.isEmpty()
                            ? "not told"
                            : disabled.getAsInt() == 0
                                    ? "allowed for some program types, none of them for tracing"
                                    : "off (" + disabled.getAsInt() + "): BPF needs capabilities");
        }
    },
    PERF_EVENTS("perf events") {
        @Override
        Finding finding() {
            String level = ProcFile.text("/proc/sys/kernel/perf_event_paranoid").orElse("not told");
            return Finding.ok(
                    subject(),
                    "kernel.perf_event_paranoid=" + level + " concerns nobody with CAP_PERFMON");
        }
    },
    LOCKED_MEMORY("locked memory") {
        @Override
        Finding finding() {
            return lockedMemory(
                    KernelVersion.current(),
                    Privileges.current(),
                    ProcFile.text("/proc/self/limits").orElse(""));
        }
    },
    JIT("BPF JIT") {
        @Override
        Finding finding() {
            // Shown only in the first network namespace; CONFIG_BPF_JIT_ALWAYS_ON is usual.
            OptionalInt enabled = ProcFile.number("/proc/sys/net/core/bpf_jit_enable");
            if (enabled.isPresent() && enabled.getAsInt() == 0) {
                return Finding.warn(
                        subject(),
                        "off: programs are interpreted, which is several times slower",
                        "sysctl -w net.core.bpf_jit_enable=1");
            }
            return Finding.ok(subject(), enabled.isPresent() ? "on" : "not told in this namespace");
        }
    },
    STATISTICS("BPF statistics") {
        @Override
        Finding finding() {
            OptionalInt enabled = ProcFile.number("/proc/sys/kernel/bpf_stats_enabled");
            if (enabled.isPresent() && enabled.getAsInt() != 0) {
                return Finding.warn(
                        subject(),
                        "on: every run of a program reads the clock twice (about 50 ns)",
                        "sysctl -w kernel.bpf_stats_enabled=0");
            }
            return Finding.ok(subject(), "off");
        }
    };

    static final String MORE_LOCKED_MEMORY =
            """
            systemd: LimitMEMLOCK=infinity
            docker: --ulimit memlock=-1
            shell: ulimit -l unlimited\
            """;

    private static final String LIMIT = "Max locked memory";

    private final String subject;

    KernelSetting(String subject) {
        this.subject = subject;
    }

    String subject() {
        return subject;
    }

    abstract Finding finding();

    /**
     * Before 5.11 BPF maps count against the limit, which libbpf lifts where it may.
     *
     * @param limits of the process, as /proc has them
     */
    static Finding lockedMemory(KernelVersion kernel, Privileges privileges, String limits) {
        String subject = LOCKED_MEMORY.subject();
        if (kernel.atLeast(5, 11)) {
            return Finding.ok(subject, "no limit of it concerns BPF since Linux 5.11");
        }
        String limit =
                limits.lines()
                        .filter(line -> line.startsWith(LIMIT))
                        .map(line -> line.substring(LIMIT.length()).strip().split("\\s+")[0])
                        .findFirst()
                        .orElse("not told");
        boolean lifted = privileges.canLiftLimits();
        if (lifted || limit.equals("unlimited")) {
            return Finding.ok(subject, lifted ? "CAP_SYS_RESOURCE lifts the limit" : limit);
        }
        return Finding.warn(
                subject,
                "limit of " + limit + " bytes: before Linux 5.11 BPF maps count against it",
                MORE_LOCKED_MEMORY);
    }
}
