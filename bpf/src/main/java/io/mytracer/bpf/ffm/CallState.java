package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** The errno of the calling thread's last captured call. */
final class CallState {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long ERRNO =
            LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    // Automatic arena: the segment must outlive every call on its thread, and needs no closing.
    private static final ThreadLocal<MemorySegment> SEGMENT =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

    private CallState() {}

    static Linker.Option option() {
        return Linker.Option.captureCallState("errno");
    }

    static MemorySegment segment() {
        return SEGMENT.get();
    }

    static int errno() {
        return SEGMENT.get().get(JAVA_INT, ERRNO);
    }

    /** What a downcall can throw without there being a bug here: nothing but errors. */
    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }
}
