package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this is a container, and what its owner has to give it. */
final class ContainerCheck {
    static final String SUBJECT = "container";

    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]"; // PROC_PID_INIT_INO

    private ContainerCheck() {}

    static Finding run() {
        return judge(kind(), Privileges.current(), ProcFile.text("/proc/self/status").orElse(""));
    }

    /** Returns what kind of container this process is in, or null. */
    private static String kind() {
        if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
            return "kubernetes";
        }
        if (Files.exists(Path.of("/.dockerenv"))) {
            return "docker";
        }
        if (Files.exists(Path.of("/run/.containerenv"))) {
            return "podman";
        }
        try {
            String namespace = Files.readSymbolicLink(PID_NAMESPACE).toString();
            return namespace.equals(FIRST_PID_NAMESPACE) ? null : "a PID namespace of its own";
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Judges it.
     *
     * @param kind of container, null for none
     * @param status of this process, as /proc has it
     */
    static Finding judge(String kind, Privileges privileges, String status) {
        if (kind == null) {
            return Finding.ok(SUBJECT, "none");
        }
        String seccomp = privileges.seccomp() ? ", with a seccomp filter" : "";
        if (privileges.canTrace()) {
            return Finding.ok(
                    SUBJECT, kind + seccomp + "; hostPID and privileged mode are not needed");
        }
        // Capabilities that a container has been given reach other users only if ambient.
        Privileges given = new Privileges(mask(status, "CapBnd:"), false, false);
        return Finding.warn(
                SUBJECT,
                kind
                        + seccomp
                        + (given.canTrace()
                                ? ": it has the capabilities, and this user has not"
                                : ": it has not been given the capabilities"),
                """
                docker: --user 0 --cap-add BPF --cap-add PERFMON --cap-add SYSLOG
                kubernetes, where neither hostPID nor privileged is needed:
                  securityContext:
                    runAsUser: 0
                    capabilities:
                      add: [BPF, PERFMON, SYSLOG]
                for another user than root, as its entry point:
                  setpriv --reuid=USER --regid=GROUP --init-groups\
                 --inh-caps=+bpf,+perfmon,+syslog --ambient-caps=+bpf,+perfmon,+syslog java ...\
                """);
    }

    private static long mask(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> Long.parseUnsignedLong(line.substring(key.length()).strip(), 16))
                .findFirst()
                .orElse(0L);
    }
}
