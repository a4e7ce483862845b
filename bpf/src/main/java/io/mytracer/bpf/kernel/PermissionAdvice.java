package io.mytracer.bpf.kernel;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells apart the causes of EPERM from bpf(2), which all look the same to the caller: a missing
 * capability first, then what can take the effect of a capability away.
 */
final class PermissionAdvice {
    // Never file capabilities on the java binary: they make the loader ignore $ORIGIN, and java
    // then does not find its own libjli.so.
    private static final String GRANT =
            """
            systemd: AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_SYSLOG
            docker: --cap-add BPF --cap-add PERFMON --cap-add SYSLOG
            kubernetes: securityContext: {capabilities: {add: [BPF, PERFMON, SYSLOG]}, runAsUser: 0}
            shell: setpriv --reuid=USER --regid=GROUP --init-groups \
            --inh-caps=+bpf,+perfmon,+syslog --ambient-caps=+bpf,+perfmon,+syslog java ...\
            """;

    private PermissionAdvice() {}

    /** Judges the capabilities alone. */
    static Finding judge(String subject, Privileges privileges) {
        String held = privileges.describe();
        if (privileges.canTrace()) {
            return Finding.ok(subject, held);
        }
        return Finding.fail(subject, held + ": " + names(privileges.missing()) + " missing", GRANT);
    }

    /** Tells what the lack of one capability costs; the remedy is that of all. */
    static Finding judge(Capability capability, Privileges privileges) {
        String subject = capability.toString();
        if (privileges.has(capability)) {
            return Finding.ok(subject, "is there");
        }
        String cost = "is missing: " + capability.cost();
        return switch (capability) {
            case NET_ADMIN, SYS_ADMIN -> Finding.ok(subject, cost);
            case SYSLOG -> Finding.warn(subject, cost, "");
            case PERFMON, BPF ->
                    privileges.canTrace()
                            ? Finding.ok(subject, "is missing: CAP_SYS_ADMIN stands for it")
                            : Finding.fail(subject, cost, "");
        };
    }

    /** Explains why bpf(BPF_MAP_CREATE) was not permitted. */
    static Finding explain(String subject, Privileges privileges, KernelVersion kernel) {
        String refused = "bpf(BPF_MAP_CREATE) is refused with EPERM: ";
        if (!privileges.canTrace()) {
            return Finding.fail(subject, refused + names(privileges.missing()) + " missing", GRANT);
        }
        if (privileges.userNamespace()) {
            return Finding.fail(
                    subject,
                    refused + "the capabilities count only inside this user namespace",
                    "run in the host's user namespace (docker: --userns=host; not rootless)");
        }
        if (privileges.seccomp()) {
            return Finding.fail(
                    subject,
                    refused
                            + "a seccomp filter forbids bpf(2), although the capabilities are"
                            + " there",
                    """
                    docker: --cap-add BPF --cap-add PERFMON (its own profile then allows bpf)
                    docker: --security-opt seccomp=PROFILE.json, with bpf allowed
                    kubernetes: securityContext: {seccompProfile: {type: Unconfined}}
                    systemd: SystemCallFilter=bpf\
                    """);
        }
        if (!kernel.atLeast(5, 11)) {
            // Before 5.11 the maps of all of the user's processes count against the limit.
            if (privileges.canLiftLimits()) {
                return Finding.ok(subject, "CAP_SYS_RESOURCE lifts the limit of locked memory");
            }
            return Finding.fail(
                    subject,
                    refused + "the limit of locked memory may be too small",
                    KernelSetting.MORE_LOCKED_MEMORY);
        }
        return Finding.fail(
                subject,
                refused + "a security module (SELinux, AppArmor, lockdown) forbids it",
                "look for denials: journalctl -k | grep -iE 'avc|apparmor|lockdown'");
    }

    private static String names(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::toString).collect(Collectors.joining(" and "));
    }
}
