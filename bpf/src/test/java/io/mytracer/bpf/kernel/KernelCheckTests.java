package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs the check in this JVM, and in JVMs that are allowed less. */
class KernelCheckTests {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory;

    /** What the child JVMs run. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            for (Finding finding : KernelCheck.run(null)) {
                System.out.println(
                        finding.status() + "|" + finding.subject() + "|" + finding.detail());
            }
            System.out.println(
                    "first|" + KernelCheck.firstFailure(null).map(Finding::subject).orElse("none"));
        }
    }

    @Test
    void findsNothingWrongWhereTracingWorks() {
        assumeTrue(Privileges.current().canTrace(), "needs CAP_BPF and CAP_PERFMON");
        assertThat(KernelCheck.run(null))
                .noneMatch(finding -> finding.status() == Finding.Status.FAIL)
                .allMatch(finding -> !finding.detail().contains("\n"))
                .extracting(Finding::subject)
                .startsWith("kernel", "kernel types (BTF)", "privileges")
                .doesNotHaveDuplicates();
        assertThat(KernelCheck.firstFailure(null)).isEmpty();
    }

    @Test
    void asksForMoreOnlyWhereTracingWorks() {
        assumeTrue(Privileges.current().canTrace(), "needs CAP_BPF and CAP_PERFMON");
        Finding hops = Finding.ok("hops", "42 of 42");
        assertThat(KernelCheck.run(null, () -> List.of(hops))).endsWith(hops);
        assertThat(KernelCheck.run(Path.of("/nonexistent.so"), () -> List.of(hops)))
                .doesNotContain(hops);
    }

    @Test
    void aLibbpfThatIsNotThereIsTheFirstFailure() {
        assumeTrue(Privileges.current().canTrace(), "needs CAP_BPF and CAP_PERFMON");
        assertThat(KernelCheck.firstFailure(Path.of("/nonexistent.so")))
                .hasValueSatisfying(
                        finding -> {
                            assertThat(finding.subject()).isEqualTo("libbpf");
                            assertThat(finding.detail())
                                    .isEqualTo("libbpf=/nonexistent.so: does not exist");
                        });
    }

    @Test
    void withoutPrivilegesItSaysWhichAreMissing() throws Exception {
        assertThat(run(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")))
                .contains("FAIL|privileges|no capabilities: CAP_PERFMON and CAP_BPF missing")
                .anyMatch(line -> line.startsWith("FAIL|ring buffer|bpf(BPF_MAP_CREATE) is"))
                .anyMatch(line -> line.startsWith("FAIL|CAP_BPF|is missing: "))
                .anyMatch(line -> line.startsWith("WARN|CAP_SYSLOG|is missing: "))
                .anyMatch(line -> line.startsWith("OK|CAP_NET_ADMIN|is missing: not needed"))
                .anyMatch(line -> line.startsWith("WARN|kernel symbols|"))
                .anyMatch(line -> line.startsWith("OK|libbpf|"))
                .contains("first|privileges");
    }

    @Test
    void aJvmThatForbidsNativeAccessIsToldTheOption() throws Exception {
        assertThat(run(List.of("env", "JDK_JAVA_OPTIONS=--illegal-native-access=deny")))
                .anyMatch(line -> line.startsWith("FAIL|libbpf|this JVM forbids native access"))
                .anyMatch(line -> line.startsWith("FAIL|ring buffer|cannot be checked: "))
                .contains("first|libbpf");
    }

    @Test
    void ambientCapabilitiesAreEnough() throws Exception {
        assertThat(
                        run(
                                List.of(
                                        "setpriv",
                                        "--reuid=65534",
                                        "--regid=65534",
                                        "--clear-groups",
                                        "--inh-caps=+bpf,+perfmon,+syslog",
                                        "--ambient-caps=+bpf,+perfmon,+syslog")))
                .contains("OK|privileges|CAP_SYSLOG CAP_PERFMON CAP_BPF")
                .contains("OK|CAP_BPF|is there")
                .contains("OK|kernel symbols|functions are shown by name")
                .contains("first|none");
    }

    @Test
    void capabilitiesOfAUserNamespaceAreNotTakenForReal() throws Exception {
        assertThat(run(List.of("unshare", "--user", "--map-root-user")))
                .anyMatch(line -> line.startsWith("OK|privileges|CAP_NET_ADMIN"))
                .anyMatch(line -> line.contains("count only inside this user namespace"))
                .contains("first|ring buffer");
    }

    @Test
    void aContainerIsTakenForOne() throws Exception {
        assertThat(
                        run(
                                List.of(
                                        "unshare",
                                        "--pid",
                                        "--fork",
                                        "--mount-proc",
                                        "setpriv",
                                        "--reuid=65534",
                                        "--regid=65534",
                                        "--clear-groups")))
                .anyMatch(
                        line ->
                                line.startsWith("WARN|container|")
                                        && line.endsWith(
                                                ": it has the capabilities, and this user has not"))
                .contains("first|privileges");
    }

    @Test
    void aContainerWithoutSysIsToldSo() throws Exception {
        assertThat(
                        run(
                                List.of(
                                        "unshare",
                                        "--mount",
                                        "sh",
                                        "-c",
                                        "mount -t tmpfs none /sys && exec \"$@\"",
                                        "sh")))
                .anyMatch(line -> line.startsWith("FAIL|kernel types (BTF)|"))
                .anyMatch(line -> line.contains("/sys/kernel/btf/vmlinux does not exist"))
                .contains("first|kernel types (BTF)");
    }

    /** Runs the check in another JVM behind a command, on classes that everybody may read. */
    private List<String> run(List<String> prefix) throws IOException, InterruptedException {
        assumeTrue(Privileges.current().has(Capability.SYS_ADMIN), "needs root");
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!prefix.contains("env")) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(copy(KernelCheck.class) + ":" + copy(KernelCheckTests.class));
        command.add(Main.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assumeTrue(status == 0 || !said.contains("Operation not permitted"), said);
        assertThat(status).as(said).isZero();
        return said.lines().toList();
    }

    private Path copy(Class<?> type) throws IOException {
        Path from;
        try {
            from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
        Path to = directory.resolve(type.getSimpleName());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.toString().endsWith(".class")) {
                    Files.copy(file, target);
                }
            }
        }
        for (Path path = to; path.startsWith(directory); path = path.getParent()) {
            path.toFile().setExecutable(true, false);
            path.toFile().setReadable(true, false);
        }
        return to;
    }
}
