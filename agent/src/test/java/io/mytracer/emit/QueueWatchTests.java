package io.mytracer.emit;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.QueueRecord;
import io.mytracer.events.SocketQueue;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class QueueWatchTests {
    // Where struct queue_record of record.h has its members.
    private static final int TIME = 0;
    private static final int FLOW = 8;
    private static final int ARRIVED = 16;
    private static final int PROTOCOL = 68;
    private static final int STATE = 69;
    private static final int RECEIVE_QUEUE = 72;
    private static final int RECEIVE_LIMIT = 76;
    private static final int SEND_QUEUE = 80;
    private static final int RETRANSMITS = 100;
    private static final int SEND_WINDOW = 104;

    private static final long SECOND = 1_000_000_000L;
    private static final long BEGIN = 100 * SECOND;

    @TempDir Path directory;
    private final MemorySegment memory = Arena.ofAuto().allocate(QueueRecord.SIZE, 8);
    private final QueueWatch watch =
            new QueueWatch(record -> Thread.currentThread(), () -> memory.get(JAVA_LONG, TIME));
    private Recording recording;

    @BeforeEach
    void connected() {
        recording = new Recording();
        recording.enable(SocketQueue.class);
        recording.start();
        memory.set(JAVA_LONG, FLOW, 7);
        memory.set(JAVA_BYTE, PROTOCOL, (byte) 6);
        memory.set(JAVA_BYTE, STATE, (byte) 1);
        memory.set(JAVA_INT, SEND_WINDOW, 65535);
    }

    @AfterEach
    void close() {
        recording.close();
    }

    @Test
    void aStallIsToldWhenItIsSeenAndEachTimeItHasDoubled() throws IOException {
        memory.set(JAVA_INT, RECEIVE_QUEUE, 5);
        memory.set(JAVA_LONG, ARRIVED, BEGIN);
        for (double age = 0.1; age < 5; age += 0.1) {
            look(false, age);
        }
        assertThat(events())
                .extracting(event -> event.getDuration("oldestUnread").toMillis() / 100)
                .containsExactly(5L, 10L, 20L, 40L);
    }

    @Test
    void dataThatIsReadLateButAgainAndAgainIsNoStall() throws IOException {
        memory.set(JAVA_INT, RECEIVE_QUEUE, 5);
        for (int i = 1; i < 100; i++) {
            memory.set(JAVA_LONG, ARRIVED, BEGIN + i * SECOND / 10 - SECOND / 3);
            look(false, i / 10.0);
        }
        assertThat(events()).isEmpty();
    }

    @Test
    void aFullBacklogIsToldAtOnce() throws IOException {
        memory.set(JAVA_BYTE, STATE, (byte) 10);
        memory.set(JAVA_INT, RECEIVE_LIMIT, 50);
        memory.set(JAVA_INT, RECEIVE_QUEUE, 50);
        look(false, 0);
        assertThat(events()).isEmpty();
        memory.set(JAVA_INT, RECEIVE_QUEUE, 51);
        look(false, 1);
        assertThat(events())
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getLong("backlog")).isEqualTo(51);
                            assertThat(event.getLong("backlogLimit")).isEqualTo(50);
                            assertThat(event.getLong("receiveQueue")).isZero();
                            assertThat(event.getString("cause"))
                                    .startsWith("51 connections wait to be accepted")
                                    .endsWith("is at something else");
                        });
    }

    @Test
    void aClosedWindowIsAsOldAsItHasBeenSeen() throws IOException {
        memory.set(JAVA_INT, SEND_WINDOW, 0);
        memory.set(JAVA_INT, SEND_QUEUE, 1500);
        look(false, 10);
        look(false, 10.4);
        assertThat(events()).isEmpty();
        look(false, 10.6);
        assertThat(events())
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.getString("cause"))
                                        .isEqualTo(
                                                "the other end has had no room for 0.6 s: its"
                                                    + " application does not read; 1,500 bytes wait"
                                                    + " here"));
    }

    @Test
    void newsIsToldWhenItIsAskedForAndOnce() throws IOException {
        look(true, 1);
        look(true, 2);
        memory.set(JAVA_INT, RETRANSMITS, 1);
        look(false, 3);
        assertThat(events()).hasSize(1);
        look(true, 4);
        assertThat(events()).hasSize(2).noneMatch(event -> event.getBoolean("stalled"));
    }

    @Test
    void aSecondDescriptorIsTheSameSocket() throws IOException {
        watch.begin(true);
        accept(1);
        accept(1);
        watch.end();
        assertThat(events()).hasSize(1);
    }

    @Test
    void aSocketThatIsGoneIsForgotten() throws IOException {
        look(true, 1);
        watch.begin(true);
        watch.end();
        look(true, 2);
        assertThat(events()).hasSize(2);
    }

    @Test
    void anAgeThatNobodyKnowsIsNotAvailable() throws IOException {
        memory.set(JAVA_INT, RECEIVE_QUEUE, 5);
        look(true, 1);
        assertThat(events())
                .singleElement()
                .satisfies(
                        event -> {
                            Duration age = event.getDuration("oldestUnread");
                            assertThat(age).isEqualTo(Duration.ofSeconds(Long.MIN_VALUE));
                            assertThat(event.getString("javaStack")).contains("QueueWatchTests");
                            assertThat(event.getBoolean("stalled")).isFalse();
                        });
    }

    private void look(boolean all, double seconds) {
        watch.begin(all);
        accept(seconds);
        watch.end();
    }

    private void accept(double seconds) {
        memory.set(JAVA_LONG, TIME, BEGIN + Math.round(seconds * SECOND));
        watch.accept(new QueueRecord().at(memory, 0));
    }

    private List<RecordedEvent> events() throws IOException {
        Path file = directory.resolve("queues.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }
}
