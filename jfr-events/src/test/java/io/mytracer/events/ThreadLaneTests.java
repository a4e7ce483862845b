package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** An event appears on the lane of the thread that it names, not of the one that commits it. */
class ThreadLaneTests {

    @Test
    void platformThread() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread worker = Thread.ofPlatform().name("worker-1").start(() -> await(end));

        RecordedEvent event = record(worker);
        end.countDown();

        assertThat(event.getThread().getJavaName()).isEqualTo("worker-1");
        assertThat(event.getThread().getJavaThreadId()).isEqualTo(worker.threadId());
        assertThat(event.getThread().isVirtual()).isFalse();
    }

    @Test
    void virtualThread() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread worker = Thread.ofVirtual().name("request-7").start(() -> await(end));

        RecordedEvent event = record(worker);
        end.countDown();

        assertThat(event.getThread().getJavaName()).isEqualTo("request-7");
        assertThat(event.getThread().getJavaThreadId()).isEqualTo(worker.threadId());
        assertThat(event.getThread().isVirtual()).isTrue();
    }

    @Test
    void noThread() throws Exception {
        assertThat(record(null).getThread()).isNull();
    }

    @Test
    void eventHasOneThreadField() throws Exception {
        assertThat(record(Thread.currentThread()).getFields())
                .filteredOn(f -> f.getName().equals("eventThread"))
                .hasSize(1);
    }

    @Test
    void tracerEventsSitOnTheThreadThatCommitsThem() throws Exception {
        List<RecordedEvent> events =
                EventClasses.record(
                        () -> {
                            TracerStatus status = new TracerStatus();
                            status.state = "IDLE";
                            status.commit();
                            TracerLoss loss = new TracerLoss();
                            loss.ringFull = 3;
                            assertThat(loss.any()).isTrue();
                            loss.commit();
                        });

        assertThat(events).hasSize(2);
        assertThat(events)
                .allMatch(
                        e -> e.getThread().getJavaThreadId() == Thread.currentThread().threadId());
    }

    private static RecordedEvent record(Thread thread) throws Exception {
        List<RecordedEvent> events =
                EventClasses.record(
                        () -> {
                            KernelDrop event = new KernelDrop();
                            event.thread = thread;
                            event.commit();
                        });
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
