package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

class KernelSymbolsTests {
    private static final String LINES =
            """
            ffffffff81000000 T first
            ffffffff81000000 t alias
            ffffffff81000040 D data
            ffffffff81000100 W second
            ffffffffc0201000 t in_module	[veth]
            ffffffff81000080 t between
            """;

    @TempDir Path directory;
    private final AtomicLong clock = new AtomicLong();
    private String modules = "";

    private KernelSymbols symbols(String lines) throws IOException {
        Path file = Files.writeString(directory.resolve("kallsyms"), lines);
        return new KernelSymbols(file, clock::get, () -> modules);
    }

    @Test
    void namesTheFunctionAndTheDistance() throws IOException {
        KernelSymbols symbols = symbols(LINES);
        assertThat(symbols.available()).isTrue();
        assertThat(symbols.unavailableBecause()).isNull();
        assertThat(symbols.symbolize(0xffffffff81000000L)).isEqualTo("first+0x0");
        assertThat(symbols.symbolize(0xffffffff8100007fL)).isEqualTo("first+0x7f");
        assertThat(symbols.symbolize(0xffffffff81000080L)).isEqualTo("between+0x0");
        assertThat(symbols.symbolize(0xffffffff81000102L)).isEqualTo("second+0x2");
        assertThat(symbols.symbolize(0xffffffffc0201012L)).isEqualTo("in_module+0x12 [veth]");
    }

    @Test
    void aBpfProgramIsMoreThanWhatWasThereBefore() throws IOException {
        KernelSymbols symbols =
                symbols(
                        LINES
                                + "ffffffffc0900000 T module_init\t[xt_comment]\n"
                                + "ffffffffc0900000 t bpf_trampoline_7\t[bpf]\n");
        assertThat(symbols.symbolize(0xffffffffc0900010L)).isEqualTo("bpf_trampoline_7+0x10 [bpf]");
    }

    @Test
    void anAddressOfNoFunctionStaysAnAddress() throws IOException {
        KernelSymbols symbols = symbols(LINES);
        assertThat(symbols.symbolize(0xffffffff80ffffffL)).isEqualTo("0xffffffff80ffffff");
        assertThat(symbols.symbolize(0xffffffff82000000L)).isEqualTo("0xffffffff82000000");
        assertThat(symbols.symbolize(0x1000)).isEqualTo("0x1000");
    }

    @Test
    void aModuleLoadedLaterIsFoundAfterAMinute() throws IOException {
        KernelSymbols symbols = symbols(LINES);
        long address = 0xffffffffc0900010L;
        assertThat(symbols.symbolize(address)).isEqualTo("0xffffffffc0900010");
        symbols(LINES + "ffffffffc0900000 t late\t[wireguard]\n");
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(symbols.symbolize(address)).isEqualTo("0xffffffffc0900010");
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(symbols.symbolize(address)).isEqualTo("late+0x10 [wireguard]");
    }

    @Test
    void aModuleIsFoundAtOnceWhereItIsSeenThatOneWasLoaded() throws IOException {
        KernelSymbols symbols = symbols(LINES);
        long address = 0xffffffffc0900010L;
        assertThat(symbols.symbolize(address)).isEqualTo("0xffffffffc0900010");
        symbols(LINES + "ffffffffc0900000 t late\t[wireguard]\n");
        modules = "wireguard";
        clock.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(symbols.symbolize(address)).isEqualTo("0xffffffffc0900010");
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(symbols.symbolize(address)).isEqualTo("late+0x10 [wireguard]");
    }

    @Test
    void hiddenAddressesAreExplained() throws IOException {
        KernelSymbols symbols = symbols(LINES.replaceAll("(?m)^[0-9a-f]{16}", "0".repeat(16)));
        assertThat(symbols.available()).isFalse();
        assertThat(symbols.unavailableBecause()).contains("hides");
        assertThat(symbols.symbolize(0xffffffff81000000L)).isEqualTo("0xffffffff81000000");
    }

    @Test
    void withoutTheFileThereAreAddresses() {
        KernelSymbols symbols =
                new KernelSymbols(directory.resolve("none"), clock::get, () -> modules);
        assertThat(symbols.symbolize(0xabcL)).isEqualTo("0xabc");
        assertThat(symbols.available()).isFalse();
        assertThat(symbols.unavailableBecause()).contains("none cannot be read");
    }

    @Test
    void oddLinesAreHarmless() throws IOException {
        KernelSymbols symbols =
                symbols("\n\nx\nffff\nffff t\n1 t a\n" + "z".repeat(200_000) + "\n2000000 t b");
        assertThat(symbols.symbolize(1)).isEqualTo("a+0x0");
        assertThat(symbols.symbolize(0x2000001)).isEqualTo("b+0x1");
    }

    @Test
    void agreesWithTheRunningKernelOnEveryFunction() throws IOException {
        KernelSymbols symbols = new KernelSymbols();
        assumeTrue(symbols.available(), "needs CAP_SYSLOG");
        try (Stream<String> lines = Files.lines(Path.of("/proc/kallsyms"))) {
            assertThat(
                            lines.filter(line -> line.matches("\\S+ [tT] (tcp|ip)_\\w+"))
                                    .limit(2000)
                                    .filter(line -> !named(symbols, line))
                                    .toList())
                    // Aliases go by their first name.
                    .hasSizeLessThan(20);
        }
    }

    private static boolean named(KernelSymbols symbols, String line) {
        String[] parts = line.split(" ");
        long address = Long.parseUnsignedLong(parts[0], 16);
        return symbols.symbolize(address + 1).equals(parts[2] + "+0x1");
    }
}
