package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class TraceableFunctionsTests {
    private static final List<String> WANTED =
            List.of("ip_rcv", "br_forward", "nla_put", "tcp_v4_rcv", "Aa", "BB");

    @TempDir Path directory;

    @Test
    void ftraceListsWhatItCanTrace() throws IOException {
        Path list = write("ip_rcv_finish", "ip_rcv", "br_forward [bridge]", "tcp_v4_rcv.isra.0");
        assertThat(TraceableFunctions.listed(list, WANTED))
                .containsExactlyInAnyOrder("ip_rcv", "br_forward");
    }

    @Test
    void symbolsOfFunctionsAreTaken() throws IOException {
        Path list =
                write(
                        "ffffffff81000000 T ip_rcv",
                        "ffffffff81000010 d nla_put",
                        "0000000000000000 t tcp_v4_rcv",
                        "ffffffffc0000000 t br_forward\t[bridge]",
                        "ffffffff81000020 t",
                        "",
                        "x");
        assertThat(TraceableFunctions.symbols(list, WANTED))
                .containsExactlyInAnyOrder("ip_rcv", "br_forward", "tcp_v4_rcv");
    }

    @Test
    void namesWithOneHashAreToldApart() throws IOException {
        assertThat(TraceableFunctions.listed(write("BB"), WANTED)).containsExactly("BB");
        assertThat(TraceableFunctions.listed(write("Aa", "BB"), WANTED))
                .containsExactlyInAnyOrder("Aa", "BB");
    }

    @Test
    void aLongListIsReadToItsEnd() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add("function_" + i + " [module]");
        }
        lines.add("x".repeat(200_000));
        lines.add("ip_rcv");
        Path list = write(lines.toArray(String[]::new));
        assertThat(TraceableFunctions.listed(list, List.of("ip_rcv", "function_19999", "function")))
                .containsExactlyInAnyOrder("ip_rcv", "function_19999");
    }

    @Test
    void whatCannotBeReadNamesNothing() {
        Path nowhere = directory.resolve("nowhere");
        assertThat(TraceableFunctions.listed(nowhere, WANTED)).isEmpty();
        assertThat(TraceableFunctions.symbols(nowhere, WANTED)).isEmpty();
    }

    @Test
    void theRunningKernelHasTheFunctionsOfIp() {
        assertThat(TraceableFunctions.among(List.of("ip_rcv", "tcp_v4_rcv", "nonesuch")))
                .containsExactlyInAnyOrder("ip_rcv", "tcp_v4_rcv");
    }

    private Path write(String... lines) throws IOException {
        return Files.write(directory.resolve("list"), List.of(lines));
    }
}
