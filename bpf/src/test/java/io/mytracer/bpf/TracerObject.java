package io.mytracer.bpf;

import io.mytracer.bpf.kernel.Btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The built BPF object, as the jar has it, and its types. */
final class TracerObject {
    private static final Btf TYPES = Btf.ofElf(elf());

    private TracerObject() {}

    static byte[] elf() {
        try (InputStream in =
                TracerObject.class.getResourceAsStream("/META-INF/bpf/mytracer.bpf.o")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int size(String struct) {
        return TYPES.sizeOf(struct).orElseThrow(() -> new AssertionError("no struct " + struct));
    }

    static int offset(String struct, String member) {
        return TYPES.offsetOf(struct, member)
                .orElseThrow(() -> new AssertionError("no member " + member + " of " + struct));
    }

    /** Values of an enumeration by name. */
    static Map<String, Integer> enumeration(String name) {
        return TYPES.enumerators(name).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, e -> e.getKey().intValue()));
    }
}
