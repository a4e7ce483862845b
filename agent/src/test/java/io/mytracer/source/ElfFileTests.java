package io.mytracer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

class ElfFileTests {
    @TempDir static Path root;

    private static CompiledKernel compiled;

    @TempDir Path directory;

    @BeforeAll
    static void compile() throws Exception {
        compiled = CompiledKernel.compile(root);
    }

    @Test
    void functionsAreThoseThatNmSees() throws Exception {
        ElfFile elf = ElfFile.open(compiled.vmlinux(), compiled.buildId());

        assertThat(elf.isRelocatable()).isFalse();
        assertThat(compiled.run("nm -S VMLINUX"))
                .filteredOn(line -> line.endsWith(" T outer"))
                .singleElement()
                .satisfies(
                        line ->
                                assertThat(elf.functions("outer"))
                                        .containsExactly(
                                                new ElfFile.Symbol(
                                                        number(line, 0),
                                                        number(line, 1),
                                                        ".text")));
        assertThat(elf.functions("twin")).hasSize(2);
        assertThat(elf.functions("sink")).as("data").isEmpty();
        assertThat(elf.functions("oute")).isEmpty();
        assertThat(elf.functions("")).isEmpty();
        assertThat(ElfFile.open(compiled.module(), null).isRelocatable()).isTrue();
    }

    @Test
    void fileWithoutWhatIsNeededIsRefusedInOneLine() throws Exception {
        Path stripped = directory.resolve("stripped");
        compiled.run("objcopy --strip-debug VMLINUX " + stripped);
        assertRefused(stripped, stripped + " has no debug info");
        compiled.run("strip -o " + stripped + " VMLINUX");
        assertRefused(stripped, stripped + " has no symbol table: it is stripped");
        Path text = Files.writeString(directory.resolve("text"), "#!/bin/sh\n".repeat(100));
        assertRefused(text, text + " is not a 64-bit little-endian ELF file");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertRefused(empty, empty + " is damaged: it ends before what it says it has");
        Path none = directory.resolve("none");
        assertRefused(none, none + ": no such file");
        assertThatThrownBy(() -> ElfFile.open(directory, null)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ElfFile.open(compiled.module(), "aabb"))
                .hasMessage(compiled.module() + " has no build id, not aabb");
    }

    @Test
    void truncatedFileIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(compiled.vmlinux());
        Path part = directory.resolve("part");
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(part, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ElfFile.open(part, null))
                    .as(length + " bytes")
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(part.toString());
        }
    }

    /** Whatever stands there, it is a refusal or an answer. */
    @Test
    void garbageIsRefusedOrFindsNothing() throws Exception {
        byte[] whole = Files.readAllBytes(compiled.vmlinux());
        int sections = Math.toIntExact(number(whole, 40));
        Path garbage = directory.resolve("garbage");
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = whole.clone();
            for (int n = 0; n < 8; n++) {
                boolean header = random.nextBoolean();
                int at =
                        header
                                ? 16 + random.nextInt(48)
                                : sections + random.nextInt(bytes.length - sections);
                bytes[at] = (byte) random.nextInt(256);
            }
            Files.write(garbage, bytes);
            try {
                ElfFile.open(garbage, null).functions("outer");
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 2000);
    }

    private static void assertRefused(Path file, String line) {
        assertThatThrownBy(() -> ElfFile.open(file, null))
                .isInstanceOf(IOException.class)
                .hasMessage(line);
    }

    private static long number(String line, int word) {
        return Long.parseUnsignedLong(line.split(" ")[word], 16);
    }

    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = 7; i >= 0; i--) {
            number = number << 8 | bytes[at + i] & 0xff;
        }
        return number;
    }
}
