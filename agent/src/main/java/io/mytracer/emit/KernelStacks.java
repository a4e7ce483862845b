package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.kernel.KernelSymbols;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Names the frames of kernel stacks. The stacks that were met last are kept, so that one that comes
 * again is not named again, and is one string for JFR's pool. Not thread-safe.
 */
final class KernelStacks {
    private static final int KEPT = 512;

    /** Round a function whose return is watched, too: between the function and its caller. */
    private static final String TRAMPOLINE = "bpf_trampoline_";

    /** Frames of the tracer itself: BPF program, trampoline, tracepoint and kretprobe. */
    private static final String[] OWN = {
        "bpf_prog_",
        "bpf_trace_run",
        "__bpf_trace_",
        "__traceiter_",
        TRAMPOLINE,
        "bpf_get_stack",
        "kretprobe_trampoline",
        "arch_rethook_trampoline"
    };

    private final KernelSymbols symbols;
    private final Map<Addresses, KernelStack> known = new Lru<>(KEPT);
    private final Addresses asked = new Addresses(new long[0]);

    KernelStacks(KernelSymbols symbols) {
        this.symbols = symbols;
    }

    /** Returns the stack of a record; empty where none was taken. */
    KernelStack of(HopRecord record) {
        int frames = record.frames();
        if (frames == 0) {
            return KernelStack.NONE;
        }
        asked.take(record, frames);
        KernelStack stack = known.get(asked);
        if (stack == null) {
            stack = name(record, frames);
            // A frame without a name may be of a module whose names are not read yet.
            if (isNamed(stack) || !symbols.available()) {
                known.put(new Addresses(Arrays.copyOf(asked.frames, frames)), stack);
            }
        }
        return stack;
    }

    /** Returns where the record's packet was freed; null where it was not. */
    String location(HopRecord record) {
        return record.location() == 0 ? null : symbols.symbolize(record.location());
    }

    private KernelStack name(HopRecord record, int frames) {
        List<String> lines = new ArrayList<>(frames);
        for (int i = 0; i < frames; i++) {
            String line = symbols.symbolize(record.frame(i));
            boolean own = lines.isEmpty() ? isOwn(line) : line.startsWith(TRAMPOLINE);
            if (!own) {
                lines.add(line);
            }
        }
        return KernelStack.of(lines);
    }

    private static boolean isNamed(KernelStack stack) {
        return stack.frames().stream().noneMatch(frame -> frame.symbol().startsWith("0x"));
    }

    private static boolean isOwn(String line) {
        for (String prefix : OWN) {
            if (line.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A stack as the kernel wrote it. The one that is asked with is used again. */
    private static final class Addresses {
        private long[] frames;
        private int length;
        private int hash;

        Addresses(long[] frames) {
            this.frames = frames;
            length = frames.length;
            hash = Arrays.hashCode(frames);
        }

        void take(HopRecord record, int count) {
            if (frames.length < count) {
                frames = new long[Math.max(count, 2 * frames.length)];
            }
            length = count;
            hash = 1;
            for (int i = 0; i < count; i++) {
                frames[i] = record.frame(i);
                hash = 31 * hash + Long.hashCode(frames[i]);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Addresses that
                    && hash == that.hash
                    && Arrays.equals(frames, 0, length, that.frames, 0, that.length);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
