package io.mytracer.recording;

import static io.mytracer.format.Events.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.EventTime;
import io.mytracer.events.SkbHop;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Recordings of several chunks, whose events are in no order. */
class RecordingFilesTests {
    private static final int CHUNKS = 5;
    private static final int EVENTS_PER_CHUNK = 2000;
    private static final int EVENTS = CHUNKS * EVENTS_PER_CHUNK;

    /** Of what {@link #largeRecordingIsReadInOrder} writes. */
    private static final long LARGE_BYTES = Long.getLong("mytracer.test.recording.mb", 4) << 20;

    @TempDir static Path folder;

    private static Path early;
    private static Path all;
    private static List<Long> ids;

    /** The first of two dumps is a part of the second. */
    @BeforeAll
    static void record() throws IOException {
        early = folder.resolve("early.jfr");
        all = folder.resolve("all.jfr");
        ids = LongStream.rangeClosed(1, EVENTS).boxed().toList();
        try (Recording jfr = new Recording()) {
            jfr.enable(SkbHop.class).withoutThreshold();
            jfr.start();
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                for (int i = 1; i <= EVENTS_PER_CHUNK; i++) {
                    commit((long) chunk * EVENTS_PER_CHUNK + i);
                }
                jfr.dump(chunk < 2 ? early : all);
            }
        }
    }

    /** Most events are a little late, some very. */
    private static void commit(long id) {
        SkbHop hop = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
        hop.function = "ip_rcv";
        hop.packetId = id;
        hop.begin();
        EventTime time = EventTime.of(SkbHop.class);
        long late = id % 500 == 0 ? 600_000_000_000L : id * 7919 % 1000 * 100_000;
        time.set(hop, time.start(hop) - late, 1);
        hop.commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 2 * EVENTS})
    void eventsComeByTime(int maxEvents) throws Exception {
        List<RecordedEvent> told = new ArrayList<>();

        assertThat(read(List.of(all), maxEvents, told)).isEmpty();

        assertThat(told).extracting(RecordedEvent::getStartTime).isSorted();
        assertThat(idsOf(told)).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 2 * EVENTS})
    void whatTwoDumpsHaveIsToldOnce(int maxEvents) throws Exception {
        List<RecordedEvent> told = new ArrayList<>();

        assertThat(read(List.of(early, all), maxEvents, told)).isEmpty();

        assertThat(idsOf(told)).isEqualTo(ids);
    }

    @Test
    void whatOneRecordingHasTwiceIsToldTwice() throws Exception {
        Path file = folder.resolve("twice");
        try (Recording jfr = new Recording()) {
            jfr.enable(SkbHop.class).withoutThreshold();
            jfr.start();
            SkbHop hop = packet(new SkbHop(), "10.0.0.1", 4000, "10.0.0.2", 8080);
            EventTime time = EventTime.of(SkbHop.class);
            hop.begin();
            long start = time.start(hop);
            for (int i = 0; i < 2; i++) {
                time.set(hop, start, 1);
                hop.commit();
            }
            jfr.dump(file);
        }
        List<RecordedEvent> told = new ArrayList<>();

        assertThat(read(List.of(file), EVENTS, told)).isEmpty();

        assertThat(told).hasSize(2);
    }

    @Test
    void directoryIsItsRecordings() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("repository"));
        Files.copy(early, directory.resolve("1.jfr"));
        Files.copy(all, directory.resolve("2.jfr"));
        Files.writeString(directory.resolve("3.txt"), "no recording");
        Path empty = Files.createDirectory(folder.resolve("empty directory"));
        List<RecordedEvent> told = new ArrayList<>();

        assertThat(read(List.of(directory, empty), EVENTS, told))
                .containsExactly(empty + " is a directory without *.jfr files");

        assertThat(idsOf(told)).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 2 * EVENTS})
    void damagedChunkLeavesTheOthers(int maxEvents) throws Exception {
        List<RecordedChunk> chunks = RecordedChunk.of(all);
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(CHUNKS);
        Path damaged = Files.copy(all, folder.resolve("damaged-" + maxEvents));
        RecordedChunk third = chunks.get(2);
        try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.seek(third.offset() + 1000);
            file.write(new byte[(int) third.size() - 2000]);
        }
        List<RecordedEvent> told = new ArrayList<>();

        assertThat(read(List.of(damaged), maxEvents, told))
                .singleElement()
                .asString()
                .startsWith(damaged + " is damaged, so this is not all of it: ");

        assertThat(told).extracting(RecordedEvent::getStartTime).isSorted();
        assertThat(idsOf(told))
                .hasSizeBetween(EVENTS - EVENTS_PER_CHUNK, EVENTS - 1)
                .contains(1L, (long) EVENTS)
                .doesNotHaveDuplicates();
    }

    @Test
    void readingEndsWhereNoMoreIsWanted() throws Exception {
        List<RecordedEvent> told = new ArrayList<>();

        new RecordingFiles(List.of(all), RecordingFilesTests::isHop, 500)
                .read(
                        event -> {
                            told.add(event);
                            return told.size() < 700;
                        });

        assertThat(told).hasSize(700);
    }

    /** With {@code -Dmytracer.test.recording.mb=1024} it takes a minute or two. */
    @Test
    void largeRecordingIsReadInOrder() throws Exception {
        Path file = folder.resolve("large.jfr");
        long count = 0;
        try (Recording jfr = new Recording()) {
            jfr.setToDisk(true);
            jfr.enable(SkbHop.class).withoutThreshold();
            jfr.start();
            while (jfr.getSize() < LARGE_BYTES) {
                for (int i = 0; i < 10_000; i++) {
                    commit(++count);
                }
            }
            jfr.stop();
            jfr.dump(file);
        }
        long[] told = {0};
        Instant[] last = {Instant.MIN};
        boolean[] isSorted = {true};

        assertThat(
                        new RecordingFiles(List.of(file), RecordingFilesTests::isHop)
                                .read(
                                        event -> {
                                            Instant time = event.getStartTime();
                                            isSorted[0] &= !time.isBefore(last[0]);
                                            last[0] = time;
                                            told[0]++;
                                            return true;
                                        }))
                .isEmpty();

        assertThat(isSorted[0]).isTrue();
        assertThat(told[0]).isEqualTo(count);
        Files.delete(file);
    }

    private static List<String> read(List<Path> files, int maxEvents, List<RecordedEvent> told)
            throws Exception {
        return new RecordingFiles(files, RecordingFilesTests::isHop, maxEvents)
                .read(
                        event -> {
                            told.add(event);
                            return true;
                        });
    }

    private static boolean isHop(RecordedEvent event) {
        return event.getEventType().getName().equals("mytracer.SkbHop");
    }

    private static List<Long> idsOf(List<RecordedEvent> events) {
        return events.stream().map(event -> event.getLong("packetId")).sorted().toList();
    }
}
