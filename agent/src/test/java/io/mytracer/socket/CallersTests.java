package io.mytracer.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.bpf.CallerSlots;
import io.mytracer.emit.OwnInstrumentation;
import io.mytracer.weave.JdkAccess;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

class CallersTests {
    private static final int JAVA_THREAD = 4; // in a slot

    private final MemorySegment memory = Arena.ofAuto().allocate(CallerSlots.BYTES, 8);
    private final CallerSlots slots = new CallerSlots(memory);
    private final Callers callers = new Callers();

    @BeforeEach
    void prepare() throws Exception {
        JdkAccess.give(OwnInstrumentation.get());
        callers.prepare();
    }

    @Test
    void nothingIsToldWhileNobodyTraces() {
        assertThat(callers.calling()).isFalse();
        assertThat(callers.current()).isNull();
        callers.begin(slots);
        callers.end();
        assertThat(callers.calling()).isFalse();
        assertThat(callers.thread(SocketCalls.threadId(), 1)).isNull();
    }

    @Test
    void aPlatformThreadIsToldOnceForAll() {
        callers.begin(slots);
        assertThat(callers.calling()).isFalse();
        Thread self = Thread.currentThread();
        assertThat(told()).isEqualTo((int) self.threadId());
        assertThat(callers.thread(SocketCalls.threadId(), told())).isSameAs(self);
        callers.called();
        assertThat(told()).isEqualTo((int) self.threadId());
    }

    @Test
    void aVirtualThreadIsToldWhileItCalls() throws Exception {
        callers.begin(slots);
        CompletableFuture<int[]> seen = new CompletableFuture<>();
        Thread virtual =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    int tid = SocketCalls.threadId();
                                    callers.calling();
                                    int during = told();
                                    callers.called();
                                    seen.complete(new int[] {tid, during, told()});
                                });
        int[] told = seen.get();
        virtual.join();
        assertThat(told[1]).isEqualTo((int) virtual.threadId());
        assertThat(told[2]).isZero();
        assertThat(callers.thread(told[0], told[1])).isSameAs(virtual);
    }

    @Test
    void whatWasMovedIsOfTheCall() {
        callers.begin(slots);
        callers.calling();
        assertThat(callers.current().firstSeq()).isEqualTo(-1);
        assertThat(callers.current().lastSeq()).isEqualTo(-1);
        long at = slots.find(SocketCalls.threadId()) * CallerSlots.BYTES / CallerSlots.COUNT;
        memory.set(ValueLayout.JAVA_LONG, at + 8, 7);
        memory.set(ValueLayout.JAVA_INT, at + 16, 100);
        memory.set(ValueLayout.JAVA_INT, at + 20, 110);
        assertThat(callers.current().firstSeq()).isEqualTo(100);
        assertThat(callers.current().lastSeq()).isEqualTo(109);
        callers.calling();
        assertThat(callers.current().firstSeq()).isEqualTo(-1);
    }

    @Test
    void anotherTracerHasSlotsOfItsOwn() {
        callers.begin(slots);
        callers.calling();
        MemorySegment others = Arena.ofAuto().allocate(CallerSlots.BYTES, 8);
        callers.begin(new CallerSlots(others));
        assertThat(callers.current()).isNull();
        callers.calling();
        assertThat(new CallerSlots(others).find(SocketCalls.threadId()))
                .isNotEqualTo(CallerSlots.NONE);
    }

    /** What the current OS thread has in its slot. */
    private int told() {
        int slot = slots.find(SocketCalls.threadId());
        long at = slot * CallerSlots.BYTES / CallerSlots.COUNT;
        return memory.get(ValueLayout.JAVA_INT, at + JAVA_THREAD);
    }
}
