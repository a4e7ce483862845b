package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.it.NeedsBpf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;

/** The guest's kernel takes each program alone: where it refuses, its verifier's words are told. */
@InGuest
@NeedsBpf
class GuestProgramsTests {
    private static final String ITERATOR = "own_sockets_iterator";
    private static final int LINES_TOLD = 25;

    static List<String> programs() throws IOException {
        try (BpfObject object = open()) {
            return object.programs();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programIsLoadedAndAttached(String program) throws IOException {
        boolean iterates = program.equals(ITERATOR);
        assumeTrue(
                iterates || Btf.vmlinux().tracepointArguments(program) >= 0,
                () -> "this kernel has no tracepoint " + program);
        try (BpfObject object = open()) {
            for (String each : object.programs()) {
                object.autoload(each, each.equals(program));
            }
            object.load();
            assertThat(iterates ? object.attachIterator(program) : object.attach(program))
                    .isNotNull();
        } catch (BpfException e) {
            throw new AssertionError(e.getMessage() + "\n" + lastLines(e.detail()), e);
        }
    }

    private static String lastLines(List<String> detail) {
        return detail.stream()
                .skip(Math.max(0, detail.size() - LINES_TOLD))
                .collect(Collectors.joining("\n"));
    }

    private static BpfObject open() throws IOException {
        try (InputStream in =
                PacketTracer.class.getResourceAsStream("/META-INF/bpf/mytracer.bpf.o")) {
            return BpfObject.open(NativeLibrary.find(null), "mytracer", in.readAllBytes());
        }
    }
}
