package io.mytracer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SourceLinesTests {
    private static final String IN_C = "net/ipv4/in.c";

    @TempDir static Path root;

    private static CompiledKernel compiled;

    @TempDir Path directory;

    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void compile() throws Exception {
        compiled = CompiledKernel.compile(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"addr2line", "llvm-addr2line"})
    void frameHasTheLineOfItsCallAndThoseThatWereInlined(String program) throws Exception {
        try (SourceLines lines = find(onlyProgram(program))) {
            assertThat(texts(lines.of(compiled.frame("outer", "in_innermost"))))
                    .containsExactly(
                            "innermost " + place("include/inlined.h", "MARK(in_innermost)"),
                            "middle " + place(IN_C, "innermost(n * 3)"),
                            "outer " + place(IN_C, "middle(n);"));
            assertThat(texts(lines.of(compiled.frame("outer", "in_outer"))))
                    .containsExactly("outer " + place(IN_C, "MARK(in_outer)"));
            assertThat(texts(lines.of("start_kernel+0x0")))
                    .containsExactly("start_kernel init/main.c:11");
        }
        assertThat(notes).isEmpty();
    }

    /** The module's own sections both begin at 0. */
    @Test
    void frameOfModuleIsLookedUpInItsSection() throws Exception {
        try (SourceLines lines = find(System.getenv("PATH"))) {
            assertThat(texts(lines.of(module("filter_chain", "in_chain"))))
                    .containsExactly("filter_chain " + place("net/filter.c", "MARK(in_chain)"));
            assertThat(texts(lines.of(module("filter_cold", "in_cold"))))
                    .containsExactly("filter_cold " + place("net/filter.c", "MARK(in_cold)"));
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void functionsOfOneNameHaveLinesOnlyWhereOneOfThemIsLongEnough() throws Exception {
        String both = "twin+0x1";
        List<String> inLong = compiled.run("nm -S VMLINUX");
        long size =
                inLong.stream()
                        .filter(line -> line.endsWith(" twin"))
                        .mapToLong(line -> Long.parseLong(line.split(" ")[1], 16))
                        .max()
                        .orElseThrow();
        try (SourceLines lines = find(System.getenv("PATH"))) {
            assertThat(lines.of(both)).isEmpty();
            assertThat(lines.of("twin+0x" + Long.toHexString(size)))
                    .singleElement()
                    .satisfies(line -> assertThat(line.file()).isEqualTo(IN_C));
            assertThat(lines.of("twin+0x" + Long.toHexString(size + 1))).isEmpty();
        }
    }

    @Test
    void whatIsNoPlaceInTheKernelHasNoLine() {
        try (SourceLines lines = find(System.getenv("PATH"))) {
            for (String frame :
                    List.of(
                            "",
                            "outer",
                            "0xffffffff81a03f56",
                            "no_such+0x12",
                            "outer+0x4000",
                            "outer+0x",
                            "outer+0xfffffffffffffffff",
                            "outer+0x1 [../../etc]",
                            "sink+0x0",
                            "bpf_prog_1a2b+0x30 [bpf]")) {
                assertThat(lines.of(frame)).as(frame).isEmpty();
            }
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void annotatedStackKeepsItsFramesInOrder() {
        String innermost = compiled.frame("outer", "in_innermost");
        try (SourceLines lines = find(System.getenv("PATH"))) {
            assertThat(lines.annotate("bpf_prog_1+0x2 [bpf]\n" + innermost + "\nno_such+0x1"))
                    .isEqualTo(
                            "bpf_prog_1+0x2 [bpf]\ninnermost (inlined) at "
                                    + place("include/inlined.h", "MARK(in_innermost)")
                                    + "\nmiddle (inlined) at "
                                    + place(IN_C, "innermost(n * 3)")
                                    + "\n"
                                    + innermost
                                    + " at "
                                    + place(IN_C, "middle(n);")
                                    + "\nno_such+0x1");
        }
    }

    @Test
    void withoutDebugInfoIsToldOnceWhereItWasLookedFor() {
        RecordedKernel kernel = new RecordedKernel("5.4.0-x", "aabbcc");
        try (SourceLines lines = SourceLines.find(root, kernel, Map.of(), notes::add)) {
            assertThat(lines.annotate("outer+0x1\nouter+0x2\nfilter_chain+0x1 [filter_x]"))
                    .isEqualTo("outer+0x1\nouter+0x2\nfilter_chain+0x1 [filter_x]");
        }
        String debug = root + "/usr/lib/debug";
        assertThat(notes)
                .containsExactly(
                        "no source lines: no debug info of kernel 5.4.0-x (build id aabbcc). Looked"
                                + " for: "
                                + debug
                                + "/.build-id/aa/bbcc.debug, "
                                + debug
                                + "/boot/vmlinux-5.4.0-x, "
                                + debug
                                + "/lib/modules/5.4.0-x/vmlinux, "
                                + root
                                + "/lib/modules/5.4.0-x/build/vmlinux, DEBUGINFOD_URLS is not set."
                                + " Install the kernel's debug package (Debian:"
                                + " linux-image-5.4.0-x-dbg) or set DEBUGINFOD_URLS (Debian:"
                                + " https://debuginfod.debian.net), or give --vmlinux=FILE");
    }

    @Test
    void debugInfoOfAnotherBuildIsNotUsed() throws Exception {
        RecordedKernel kernel = new RecordedKernel(CompiledKernel.RELEASE, "aabbcc");
        try (SourceLines lines = SourceLines.find(root, kernel, System.getenv(), notes::add)) {
            assertThat(lines.of("outer+0x1")).isEmpty();
        }
        assertThat(notes)
                .singleElement()
                .asString()
                .contains(
                        " is another one: its build id is " + compiled.buildId() + ", not aabbcc");
        assertThatThrownBy(() -> SourceLines.of(compiled.vmlinux(), kernel, Map.of(), notes::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is another one");
    }

    @Test
    void unknownKernelIsNotTakenForTheRunningOne() {
        RecordedKernel kernel = RecordedKernel.of("../../tmp", "../..");
        try (SourceLines lines = SourceLines.find(root, kernel, System.getenv(), notes::add)) {
            assertThat(lines.of("outer+0x1")).isEmpty();
        }
        assertThat(notes)
                .containsExactly(
                        "no source lines: the recording does not say of which kernel it is; give"
                                + " --vmlinux=FILE");
    }

    @Test
    void withoutProgramIsToldOnceWhatToInstall() {
        try (SourceLines lines = find("/nonexistent:")) {
            assertThat(lines.annotate("outer+0x1\nouter+0x2")).isEqualTo("outer+0x1\nouter+0x2");
        }
        assertThat(notes)
                .containsExactly(
                        "no source lines of "
                                + compiled.vmlinux()
                                + ": there is no llvm-addr2line or addr2line in PATH. Install"
                                + " binutils");
    }

    /** The first question is that for start_kernel. */
    @Test
    void programThatDiesIsStartedAgain() throws Exception {
        program(
                """
                if [ -e %1$s/died ]; then exec addr2line "$@"; fi
                touch %1$s/died
                read address
                echo $address
                echo outer
                kill -9 $$
                """
                        .formatted(directory));
        String path = directory + ":" + System.getenv("PATH");
        try (SourceLines lines = find(path)) {
            assertThat(lines.of(compiled.frame("outer", "in_outer")))
                    .singleElement()
                    .satisfies(
                            line ->
                                    assertThat(line.place())
                                            .endsWith("/" + place(IN_C, "MARK(in_outer)")));
        }
        assertThat(notes)
                .containsExactly(
                        "source lines are missing: "
                                + directory
                                + "/llvm-addr2line for "
                                + compiled.vmlinux()
                                + " has ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "exec yes"})
    void programThatAnswersNonsenseIsToldOnceAndNotStartedForEver(String behaviour)
            throws Exception {
        program("echo x >> " + directory + "/starts\n" + behaviour + "\n");
        try (SourceLines lines = find(directory + ":" + System.getenv("PATH"))) {
            for (int offset = 1; offset < 20; offset++) {
                assertThat(lines.of("outer+0x" + Integer.toHexString(offset))).isEmpty();
            }
        }
        assertThat(notes).singleElement().asString().startsWith("source lines are missing: ");
        assertThat(Files.readAllLines(directory.resolve("starts"))).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void noProgramOutlivesTheLines() throws Exception {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        SourceLines lines = find(System.getenv("PATH"));
        assertThat(lines.of("start_kernel+0x0")).isNotEmpty();
        List<ProcessHandle> started =
                ProcessHandle.current().children().filter(c -> !before.contains(c)).toList();
        assertThat(started).isNotEmpty();

        lines.close();

        for (ProcessHandle child : started) {
            child.onExit().join();
        }
    }

    private SourceLines find(String path) {
        RecordedKernel kernel = new RecordedKernel(CompiledKernel.RELEASE, null);
        return SourceLines.find(root, kernel, Map.of("PATH", path), notes::add);
    }

    private String onlyProgram(String name) throws IOException {
        Path program =
                Symbolizer.find(System.getenv("PATH"), name.equals("addr2line")).orElseThrow();
        assertThat(program.getFileName()).hasToString(name);
        Files.createSymbolicLink(directory.resolve(name), program);
        return directory.toString();
    }

    private void program(String script) throws IOException {
        Path program = directory.resolve("llvm-addr2line");
        Files.writeString(program, "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static String module(String function, String label) {
        return compiled.frame(function, label) + " [filter_x]";
    }

    private static String place(String file, String text) {
        return CompiledKernel.place(file, text);
    }

    private static List<String> texts(List<SourceLine> lines) {
        return lines.stream().map(SourceLine::toString).toList();
    }
}
