package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.kernel.KernelSymbols;

/** Kernel stacks as text, one frame a line, innermost first. Not thread-safe. */
final class KernelStacks {
    /** Frames of the tracer itself: BPF program, trampoline and tracepoint. */
    private static final String[] OWN = {
        "bpf_prog_",
        "bpf_trace_run",
        "__bpf_trace_",
        "__traceiter_",
        "bpf_trampoline_",
        "bpf_get_stack"
    };

    private final KernelSymbols symbols;

    KernelStacks(KernelSymbols symbols) {
        this.symbols = symbols;
    }

    /** Returns null where no stack was taken. */
    String text(HopRecord record) {
        int frames = record.frames();
        if (frames == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder(32 * frames);
        for (int i = 0; i < frames; i++) {
            String frame = symbols.symbolize(record.frame(i));
            if (text.isEmpty() && isOwn(frame)) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "\n").append(frame);
        }
        return text.toString();
    }

    /** Returns null for address 0. */
    String location(HopRecord record) {
        return record.location() == 0 ? null : symbols.symbolize(record.location());
    }

    private static boolean isOwn(String frame) {
        for (String prefix : OWN) {
            if (frame.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
