package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@Timeout(120)
class JavaThreadsTests {
    private final JavaThreads byName = new JavaThreads(null, CallingThreads.NONE);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> started = new ArrayList<>();

    @AfterEach
    void endThreads() throws InterruptedException {
        end.countDown();
        for (Thread thread : started) {
            thread.join();
        }
    }

    @Test
    void noThreadHasNumberZero() {
        assertThat(byName.of(0)).isNull();
    }

    @Test
    void aThreadIsKnownByItsName() throws Exception {
        int tid = start("a-name-1");
        assertThat(byName.of(tid)).isSameAs(started.get(0));
        assertThat(byName.of(tid)).as("again").isSameAs(started.get(0));
    }

    @Test
    void aNameMayBeLongerThanTheKernelKeeps() throws Exception {
        int tid = start("one-name-that-is-much-too-long-for-the-kernel");
        assertThat(byName.of(tid)).isSameAs(started.get(0));
    }

    @Test
    void aNameMayBeCutWithinACharacter() throws Exception {
        int tid = start("größer-übergrößen-überall-für-alle");
        assertThat(byName.of(tid)).isSameAs(started.get(0));
    }

    @Test
    void theMainThreadIsKnown() throws Exception {
        assumeTrue(
                Thread.currentThread().getName().equals("main"), "needs to run in the main thread");
        assertThat(byName.of(ownTid())).isSameAs(Thread.currentThread());
    }

    @Test
    void anotherProcesssThreadIsUnknown() {
        assertThat(byName.of(1)).isNull();
        assertThat(byName.of(Integer.MAX_VALUE)).isNull();
        assertThat(byName.of(-1)).isNull();
    }

    @Test
    void theProcesssFirstThreadRunsNoJava() {
        assertThat(byName.of(ProcessHandle.current().pid())).isNull();
    }

    @Test
    void threadsOfOneNameAreUnknown() throws Exception {
        int first = start("twin");
        int second = start("twin");
        assertThat(byName.of(first)).isNull();
        assertThat(byName.of(second)).isNull();
    }

    @Test
    void threadsWhoseNamesTheKernelCannotTellApartAreUnknown() throws Exception {
        int first = start("a-pool-of-an-application-1");
        int second = start("a-pool-of-an-application-1-too-1");
        Thread found = byName.of(first);
        assertThat(found == null || found == started.get(0)).as("never wrong").isTrue();
        found = byName.of(second);
        assertThat(found == null || found == started.get(1)).as("never wrong").isTrue();
    }

    /** The kernel learns a new name only from the thread itself (Thread.setName of JDK 25). */
    @Test
    void aThreadThatAnotherHasRenamedIsKnownByTheDumpOnly() throws Exception {
        int tid = start("first-name");
        started.get(0).setName("second-name");
        assertThat(byName.of(tid)).isNull();
        assertThat(new JavaThreads(ids(), CallingThreads.NONE).of(tid)).isSameAs(started.get(0));
    }

    @Test
    void aThreadDumpTellsAPoolsThreadsApart() throws Exception {
        int first = start("twin");
        int second = start("twin");
        JavaThreads threads = new JavaThreads(ids(), CallingThreads.NONE);
        assertThat(threads.of(first)).isSameAs(started.get(0));
        assertThat(threads.of(second)).isSameAs(started.get(1));
        assertThat(threads.of(ownTid())).isSameAs(Thread.currentThread());
    }

    @Test
    void aDumpHasEveryThreadUnderItsNumber() throws Exception {
        int tid = start("strange \"name\" #1 [2] \n\"x\" #3 [4] y");
        assertThat(ids().read())
                .containsEntry(started.get(0).threadId(), tid)
                .containsEntry(Thread.currentThread().threadId(), ownTid())
                .doesNotContainEntry(3L, 4);
    }

    @Test
    void withoutInstrumentationThereAreNoNumbers() {
        assertThat(ThreadIds.find(null)).isEmpty();
    }

    @Test
    void aThreadThatWasMetIsKnownForAWhileAfterItsEnd() throws Exception {
        int tid = start("mortal");
        byName.meet(tid);
        end.countDown();
        started.get(0).join();
        byName.forget();
        assertThat(byName.of(tid)).isSameAs(started.get(0));

        long deadline = System.nanoTime() + 20_000_000_000L;
        while (byName.of(tid) != null) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            byName.forget();
            Thread.sleep(100);
        }
    }

    @Test
    void aThreadThatEndedBeforeItWasMetIsUnknown() throws Exception {
        int tid = start("mortal");
        end.countDown();
        started.get(0).join();
        byName.meet(tid);
        assertThat(byName.of(tid)).isNull();
    }

    @Test
    void aLivingThreadIsNotForgotten() throws Exception {
        int tid = start("a-name-2");
        byName.meet(tid);
        for (int i = 0; i < 30; i++) {
            byName.forget();
            Thread.sleep(100);
        }
        assertThat(byName.of(tid)).isSameAs(started.get(0));
    }

    private static ThreadIds ids() throws Exception {
        return ThreadIds.find(OwnInstrumentation.get()).orElseThrow();
    }

    /** Starts a thread and returns its number. */
    private int start(String name) throws Exception {
        CompletableFuture<Integer> tid = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        tid.complete(ownTid());
                                        end.await();
                                    } catch (IOException | InterruptedException e) {
                                        tid.completeExceptionally(e);
                                    }
                                });
        started.add(thread);
        return tid.get();
    }

    private static int ownTid() throws IOException {
        Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
        return Integer.parseInt(self.getFileName().toString());
    }
}
