package io.mytracer.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The compiled BPF objects in the jar. */
final class BpfResource {
    private BpfResource() {}

    /** Reads an object by its name: the source is src/main/bpf/NAME.bpf.c. */
    static byte[] read(String name) {
        String path = "/META-INF/bpf/" + name + ".bpf.o";
        try (InputStream in = BpfResource.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path + "; build it anew");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
