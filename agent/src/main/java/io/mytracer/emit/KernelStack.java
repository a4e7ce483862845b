package io.mytracer.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A way that the kernel took. Immutable.
 *
 * @param text one frame a line, innermost first, as {@code symbol+0xoffset [module]}; null for the
 *     empty stack
 * @param frames the functions of it, innermost first, up to an interrupt: what that came upon has
 *     nothing to do with the packet
 */
record KernelStack(String text, List<Frame> frames) {
    /** Entry points of interrupts: asm_common_interrupt and others (arch/x86/entry, Linux 5.8). */
    private static final String INTERRUPT = "asm_";

    static final KernelStack NONE = new KernelStack(null, List.of());

    /**
     * A function.
     *
     * @param symbol as in /proc/kallsyms, without offset: {@code ip_rcv_finish_core.isra.0}
     * @param module empty for the kernel itself
     */
    record Frame(String symbol, String module) {
        /** Takes {@code symbol+0xoffset [module]} apart. */
        static Frame of(String text) {
            int plus = text.indexOf('+');
            int bracket = text.indexOf(" [");
            return new Frame(
                    plus < 0 ? text : text.substring(0, plus),
                    bracket < 0 ? "" : text.substring(bracket + 2, text.length() - 1));
        }

        /** Returns the name in the source, without what the compiler added to it. */
        String function() {
            int dot = symbol.indexOf('.');
            return dot < 0 ? symbol : symbol.substring(0, dot);
        }
    }

    static KernelStack of(List<String> lines) {
        if (lines.isEmpty()) {
            return NONE;
        }
        List<Frame> frames = new ArrayList<>(lines.size());
        for (String line : lines) {
            frames.add(Frame.of(line));
            if (line.startsWith(INTERRUPT)) {
                break;
            }
        }
        return new KernelStack(String.join("\n", lines), List.copyOf(frames));
    }

    /** Returns the function of a frame, 0 being the innermost; empty behind the last one. */
    String function(int index) {
        return index < frames.size() ? frames.get(index).function() : "";
    }

    /** Returns the index of the innermost of some functions, -1 where none is there. */
    int indexOf(Set<String> functions) {
        for (int i = 0; i < frames.size(); i++) {
            if (functions.contains(frames.get(i).function())) {
                return i;
            }
        }
        return -1;
    }
}
