package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TracerStatus;
import io.mytracer.source.CompiledKernel;

import jdk.jfr.Recording;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code print --source}. */
class SourcePrintTests {
    @TempDir static Path folder;

    private static CompiledKernel kernel;
    private static String recording;
    private static String frame;

    @BeforeAll
    static void record() throws Exception {
        kernel = CompiledKernel.compile(folder);
        frame = kernel.frame("outer", "in_innermost");
        recording = record("one", kernel.buildId());
    }

    private static String record(String name, String... buildIds) throws Exception {
        Path file = folder.resolve(name + ".jfr");
        try (Recording jfr = new Recording()) {
            jfr.enable(TcpReset.class);
            jfr.enable(KernelDrop.class);
            jfr.enable(TracerStatus.class);
            jfr.start();
            TcpReset reset = new TcpReset();
            reset.kernelStack = frame + "\nno_such+0x1";
            reset.commit();
            KernelDrop drop = new KernelDrop();
            drop.location = frame;
            drop.commit();
            for (String buildId : buildIds) {
                TracerStatus status = new TracerStatus();
                status.kernel = CompiledKernel.RELEASE;
                status.kernelBuildId = buildId;
                status.commit();
            }
            jfr.stop();
            jfr.dump(file);
        }
        return file.toString();
    }

    @Test
    void framesOfStacksAndLocationsHaveTheirLines() {
        CommandLineRun run =
                CommandLineRun.of("print", "--vmlinux", kernel.vmlinux().toString(), recording);

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<String> lines =
                List.of(
                        "    innermost (inlined) at "
                                + CompiledKernel.place("include/inlined.h", "MARK(in_innermost)"),
                        "    middle (inlined) at "
                                + CompiledKernel.place("net/ipv4/in.c", "innermost(n * 3)"),
                        "    "
                                + frame
                                + " at "
                                + CompiledKernel.place("net/ipv4/in.c", "middle(n);"));
        assertThat(run.out().lines())
                .filteredOn(line -> line.startsWith("    "))
                .containsSubsequence(lines)
                .contains("    no_such+0x1")
                .hasSize(2 * lines.size() + 1);
    }

    @Test
    void withoutDebugInfoRowsArePrintedAndTheReasonOnce() {
        CommandLineRun plain = CommandLineRun.of("print", recording);
        CommandLineRun run = CommandLineRun.of("print", "--source", recording);

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("    " + frame + "\n    no_such+0x1\n");
        assertThat(run.out().lines()).containsAll(plain.out().lines().toList());
        assertThat(run.err())
                .startsWith("mytracer: no source lines: no debug info of kernel 6.1.0-test")
                .doesNotContain("\n");
        assertThat(plain.err()).isEmpty();
    }

    @Test
    void fileOfAnotherKernelIsRefused() throws Exception {
        String other = record("other", "aabbccdd");

        CommandLineRun run =
                CommandLineRun.of("print", "--vmlinux", kernel.vmlinux().toString(), other);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "mytracer: "
                                + kernel.vmlinux()
                                + " is another one: its build id is "
                                + kernel.buildId()
                                + ", not aabbccdd");
    }

    @Test
    void severalKernelsAreNotMixedUp() throws Exception {
        String mixed = record("mixed", kernel.buildId(), "aabbccdd");

        CommandLineRun run =
                CommandLineRun.of("print", "--vmlinux", kernel.vmlinux().toString(), mixed);

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .isEqualTo("mytracer: no source lines: the recordings are of several kernels");
        assertThat(run.out()).contains(frame).doesNotContain(" at ");
    }

    @Test
    void fileThatIsNoneIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "x".repeat(1000));

        CommandLineRun run = CommandLineRun.of("print", "--vmlinux", file.toString(), recording);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("mytracer: " + file + " is not a 64-bit little-endian ELF file");
    }
}
