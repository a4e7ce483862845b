package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Catches what libbpf would print on stderr and keeps the warnings of the current operation, per
 * thread, so that a failure can be told with the lines that explain it.
 */
final class LibbpfLog {
    private static final int WARNING = 0; // enum libbpf_print_level: WARN, INFO, DEBUG
    private static final int KEPT_LINES = 200;
    private static final int LARGEST_MESSAGE = 32 << 20; // libbpf stops growing its log at 16 MiB

    // A va_list reaches a callback by address on both: psABI x86-64 3.5.7, AAPCS64 appendix B.
    private static final long VA_LIST_BYTES =
            System.getProperty("os.arch").equals("aarch64") ? 32 : 24;

    private static final ThreadLocal<ArrayDeque<String>> LINES =
            ThreadLocal.withInitial(ArrayDeque::new);

    private LibbpfLog() {}

    private static final class Stub {
        static final MemorySegment CALLBACK = create();

        // Global arena: the library stays loaded and may call at any time, from any thread.
        @SuppressWarnings("restricted")
        private static MemorySegment create() {
            try {
                return Linker.nativeLinker()
                        .upcallStub(
                                MethodHandles.lookup()
                                        .findStatic(
                                                LibbpfLog.class,
                                                "print",
                                                MethodType.methodType(
                                                        int.class,
                                                        int.class,
                                                        MemorySegment.class,
                                                        MemorySegment.class)),
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
                                Arena.global());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void capture(Libbpf library) {
        MemorySegment ignored = library.pointer(LibbpfFunction.SET_PRINT, Stub.CALLBACK);
    }

    /** Forgets the calling thread's lines: a new operation begins. */
    static void begin() {
        LINES.get().clear();
    }

    /** Takes the calling thread's lines since {@link #begin()}, oldest first. */
    static List<String> take() {
        ArrayDeque<String> lines = LINES.get();
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    // Called by libbpf. Debug messages come by the thousand: the level is looked at first. An
    // exception that left here would end the JVM.
    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        if (level != WARNING) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            return keep(format(arena, format, arguments));
        } catch (Throwable ignored) {
            return 0;
        }
    }

    @SuppressWarnings("restricted")
    private static String format(Arena arena, MemorySegment format, MemorySegment arguments) {
        // The first pass measures and uses up its va_list, so it gets a copy. A verifier log has
        // its point at the end: cutting at a fixed size would lose it.
        MemorySegment copy = arena.allocate(VA_LIST_BYTES, 8);
        copy.copyFrom(arguments.reinterpret(VA_LIST_BYTES));
        int length = Libc.vsnprintf(arena.allocate(1), format, copy);
        MemorySegment text = arena.allocate(Math.clamp(length, 0, LARGEST_MESSAGE) + 1L);
        Libc.vsnprintf(text, format, arguments);
        return text.getString(0);
    }

    private static int keep(String message) {
        ArrayDeque<String> lines = LINES.get();
        message.lines()
                .map(line -> line.startsWith("libbpf: ") ? line.substring(8) : line)
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> {
                            if (lines.size() == KEPT_LINES) {
                                lines.removeFirst();
                            }
                            lines.addLast(line);
                        });
        return message.length();
    }
}
