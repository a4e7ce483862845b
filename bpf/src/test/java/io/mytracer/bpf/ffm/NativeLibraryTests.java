package io.mytracer.bpf.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.kernel.Privileges;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class NativeLibraryTests {
    @TempDir Path directory;

    @Test
    void saysWhereItComesFrom() {
        assertThat(NativeLibrary.find(null).origin())
                .matches("system libbpf\\.so\\.1 \\(1\\.\\d+\\)|bundled libbpf 1\\.\\d+");
    }

    @Test
    void aNamedFileThatFailsIsNotReplacedByAnother() throws IOException {
        assertRefused(directory.resolve("none.so"), "does not exist");
        assertRefused(directory, "is a directory");
        assertRefused(
                Files.writeString(directory.resolve("text.so"), "text"), "is not a shared library");
    }

    @Test
    void aLibraryThatIsNoLibbpfIsRefused() {
        Path other =
                Stream.of("/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6")
                        .map(Path::of)
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(null);
        assumeTrue(other != null, "needs a libc where Debian has it");
        assertRefused(other, "is no libbpf, or one older than 1.0");
    }

    @Test
    void theBundledCopyIsTheSameTwiceAndLoadsAnObject() throws Exception {
        Path first = build("first");
        Path second = build("second");
        assertThat(contents(first).equals(contents(second))).as("same bytes").isTrue();
        assertThat(contents(first).keySet())
                .anyMatch(name -> name.endsWith("/libbpf.so"))
                .anyMatch(name -> name.endsWith("licenses/libelf-dev.txt"));

        String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
        byte[] image =
                Files.readAllBytes(
                        first.resolve("META-INF/native/linux-" + machine + "/libbpf.so"));
        NativeLibrary library = NativeLibrary.ofImage(image);
        assertThat(library.origin()).matches("bundled libbpf 1\\.\\d+");
        assumeTrue(Privileges.current().canTrace(), "needs CAP_BPF and CAP_PERFMON");
        try (BpfObject object = BpfObject.open(library, "test", TestObject.elf())) {
            object.load();
            assertThat(object.attachIterator("every_task").readIterator()).isPositive();
        }
        try (BpfObject object = BpfObject.open(library, "test", TestObject.elf())) {
            object.autoload("without_null_check", true);
            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(object::load)
                    .satisfies(e -> assertThat(e.detail()).isNotEmpty());
        }
    }

    @Test
    void damagedImagesAreRefused() {
        assertThatExceptionOfType(NativeLibrary.Unusable.class)
                .isThrownBy(() -> NativeLibrary.ofImage(new byte[100]))
                .withMessage("cannot be loaded");
    }

    private static void assertRefused(Path file, String why) {
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> NativeLibrary.find(file))
                .withMessageStartingWith("libbpf=" + file + ": " + why + "; name a libbpf.so.1");
    }

    private Path build(String name) throws IOException, InterruptedException {
        Path script = Path.of("src/main/native/build-libbpf.sh");
        assumeTrue(Files.exists(script), "runs in the directory of the module");
        Path out = directory.resolve(name);
        Process process =
                new ProcessBuilder("sh", script.toString(), out.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean built = process.waitFor() == 0;
        assumeTrue(built || !said.contains("install the Debian package"), said);
        assertThat(built).as(said).isTrue();
        return out;
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(
                        root.relativize(file).toString(),
                        HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
