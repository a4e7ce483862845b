package io.mytracer.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class RecentThreadsTests {
    private final RecentThreads recent = new RecentThreads();

    @Test
    void theThreadThatRunsStays() {
        Thread thread = new Thread();
        recent.add(thread);
        recent.forget();
        recent.forget();
        recent.forget();
        assertThat(find(thread)).isSameAs(thread);
        assertThat(find(new Thread())).isNull();
    }

    @Test
    void threadsAreKnownForAWhile() {
        Thread[] threads = threads(1000);
        for (Thread thread : threads) {
            recent.add(thread);
        }
        recent.forget();
        assertThat(threads).allMatch(thread -> find(thread) == thread);

        Thread later = new Thread();
        recent.add(later);
        recent.forget();
        assertThat(threads).allMatch(thread -> find(thread) == null);
        assertThat(find(later)).isSameAs(later);
        recent.forget();
        assertThat(find(later)).as("the one that runs").isSameAs(later);
    }

    @Test
    void asManyAreKeptAsThereIsRoomFor() {
        Thread[] threads = threads(RecentThreads.MOST + 10);
        for (Thread thread : threads) {
            recent.add(thread);
        }
        assertThat(find(threads[9])).isNull();
        assertThat(find(threads[10])).isSameAs(threads[10]);
        assertThat(find(threads[threads.length - 1])).isSameAs(threads[threads.length - 1]);
    }

    private Thread find(Thread thread) {
        return recent.find((int) thread.threadId());
    }

    private static Thread[] threads(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Thread()).toArray(Thread[]::new);
    }
}
