package io.mytracer.bpf;

import java.util.Arrays;
import java.util.Optional;

/** A way to attach programs to the kernel, best first. */
public enum Backend {
    /** A BPF trampoline at a tracepoint: cheap, with typed arguments; Linux 5.5. */
    TRACEPOINT("tp_btf"),
    /** A BPF trampoline at a function: cheap, with typed arguments; Linux 5.5. */
    FENTRY("fentry"),
    /** Many functions at once by fprobe; Linux 5.18 with CONFIG_FPROBE. */
    KPROBE_MULTI("kprobe.multi"),
    /** A kprobe: a breakpoint, or a call where the kernel can make it one. */
    KPROBE("kprobe");

    private final String words;

    Backend(String words) {
        this.words = words;
    }

    /** Returns the name in options, events and reports, such as {@code kprobe.multi}. */
    public String words() {
        return words;
    }

    /** Returns the backend of a name. */
    public static Optional<Backend> of(String words) {
        return Arrays.stream(values()).filter(backend -> backend.words.equals(words)).findFirst();
    }
}
