package io.mytracer.recording;

import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Tells the events of recordings by their times, however large the recordings are. A JVM writes
 * events long after they happened, and not in their order.
 *
 * <p>What fits into memory is read once and sorted. Else time is parted into slices that fit, and
 * each chunk is read again for each slice that it has events of; since chunks follow each other in
 * time, most are read three times in all. The few events that began long before their chunk, such
 * as a read that waited, are kept. An event that is in several files, as dumps of one JVM have it,
 * is told once. For one use by one thread.
 */
public final class RecordingFiles {
    /** An event of 25 fields takes about a kilobyte. */
    private static final int MAX_EVENTS = 200_000;

    /** How long an event may have begun before its chunk and still be looked for there. */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** Takes events by time. */
    @FunctionalInterface
    public interface EventConsumer {
        /** Returns whether it wants more. */
        boolean accept(RecordedEvent event) throws IOException;
    }

    private record Found(Instant time, RecordedEvent event, Path file) {
        boolean isIn(Instant from, Instant to) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

    /** A chunk, and when the first and the last event are that are to be found there. */
    private static final class Span {
        final RecordedChunk chunk;
        final int earlyBefore;
        Instant lower;
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;

        Span(RecordedChunk chunk, int earlyBefore) {
            this.chunk = chunk;
            this.earlyBefore = earlyBefore;
            lower = Instant.ofEpochSecond(0, chunk.start()).minus(LATE);
        }

        void add(Instant time) {
            first = time.isBefore(first) ? time : first;
            last = time.isAfter(last) ? time : last;
        }

        boolean overlaps(Instant from, Instant to) {
            return first.isBefore(to) && !last.isBefore(from);
        }
    }

    private final List<Path> paths;
    private final Predicate<RecordedEvent> wanted;
    private final int maxEvents;
    private final List<Span> spans = new ArrayList<>();
    private final TimeSlices slices;
    private final List<Found> found = new ArrayList<>();
    private final List<Found> early = new ArrayList<>();
    private boolean fits = true;

    /**
     * Some recordings.
     *
     * @param paths of recordings, or of directories: of their files {@code *.jfr}, by name
     * @param wanted which events to tell; asked up to three times for an event
     */
    public RecordingFiles(List<Path> paths, Predicate<RecordedEvent> wanted) {
        this(paths, wanted, MAX_EVENTS);
    }

    RecordingFiles(List<Path> paths, Predicate<RecordedEvent> wanted, int maxEvents) {
        this.paths = paths;
        this.wanted = wanted;
        this.maxEvents = maxEvents;
        slices = new TimeSlices(maxEvents);
    }

    /**
     * Tells all events that can be read.
     *
     * @param consumer takes them
     * @return what could not be read, one line for each file; where there is any, the events that
     *     were told are not all
     * @throws IOException of the consumer
     * @throws NoRoomException where the temporary directory has no room for a chunk
     */
    public List<String> read(EventConsumer consumer) throws IOException, NoRoomException {
        Map<Path, String> problems = ChunkWalk.walk(paths, this::survey);
        if (fits) {
            tell(consumer);
        } else {
            tellSlices(consumer);
        }
        return List.copyOf(problems.values());
    }

    /**
     * Copies the events as a recording, chunk by chunk.
     *
     * @param out to write to
     * @param max how many events to copy at most
     * @return as of {@link #read}
     * @throws IOException of the output
     * @throws NoRoomException where the temporary directory has no room for a chunk
     */
    public List<String> copyTo(OutputStream out, long max) throws IOException, NoRoomException {
        long[] left = {max};
        Map<Path, String> problems =
                ChunkWalk.walk(
                        paths,
                        (chunk, counted) ->
                                chunk.copyTo(
                                        out,
                                        event -> {
                                            counted.run();
                                            return left[0] > 0
                                                    && wanted.test(event)
                                                    && left[0]-- > 0;
                                        }));
        return List.copyOf(problems.values());
    }

    /** Reads a chunk for the first time. */
    private void survey(RecordedChunk chunk, Runnable counted)
            throws RecordedChunk.DamageException, NoRoomException {
        Span span = new Span(chunk, early.size());
        spans.add(span);
        chunk.forEach(
                event -> {
                    counted.run();
                    survey(event, span);
                });
    }

    private void survey(RecordedEvent event, Span span) {
        if (!wanted.test(event)) {
            return;
        }
        Found next = new Found(event.getStartTime(), event, span.chunk.file());
        if (next.time().isBefore(span.lower)) {
            keepEarly(next, span);
        } else {
            span.add(next.time());
        }
        slices.add(next.time());
        if (fits && found.size() == maxEvents) {
            fits = false;
            found.clear();
        }
        if (fits) {
            found.add(next);
        }
    }

    /** Where they are not few it is better to look for all of them in the chunk. */
    private void keepEarly(Found next, Span span) {
        early.add(next);
        if (early.size() > maxEvents / 4) {
            List<Found> ofSpan = early.subList(span.earlyBefore, early.size());
            ofSpan.forEach(event -> span.add(event.time()));
            ofSpan.clear();
            span.lower = Instant.MIN;
        }
    }

    private void tellSlices(EventConsumer consumer) throws IOException, NoRoomException {
        List<Instant> starts = slices.starts();
        for (int i = 0; i < starts.size(); i++) {
            Instant from = starts.get(i);
            Instant to = i + 1 < starts.size() ? starts.get(i + 1) : Instant.MAX;
            early.stream().filter(event -> event.isIn(from, to)).forEach(found::add);
            for (Span span : spans) {
                if (span.overlaps(from, to)) {
                    find(span, from, to);
                }
            }
            if (!tell(consumer)) {
                return;
            }
        }
    }

    private void find(Span span, Instant from, Instant to) throws NoRoomException {
        try {
            span.chunk.forEach(
                    event -> {
                        Found next = new Found(event.getStartTime(), event, span.chunk.file());
                        if (next.isIn(from, to)
                                && !next.time().isBefore(span.lower)
                                && wanted.test(event)) {
                            found.add(next);
                        }
                    });
        } catch (RecordedChunk.DamageException e) {
            // Told when it was read first.
        }
    }

    /** Returns whether the consumer wants more. */
    private boolean tell(EventConsumer consumer) throws IOException {
        found.sort(Comparator.comparing(Found::time));
        int sameTime = 0;
        for (int i = 0; i < found.size(); i++) {
            Found next = found.get(i);
            if (!next.time().equals(found.get(sameTime).time())) {
                sameTime = i;
            }
            boolean told =
                    found.subList(sameTime, i).stream().anyMatch(other -> isSame(other, next));
            if (!told && !consumer.accept(next.event())) {
                return false;
            }
        }
        found.clear();
        return true;
    }

    private static boolean isSame(Found one, Found other) {
        String type = one.event().getEventType().getName();
        return !one.file().equals(other.file())
                && type.equals(other.event().getEventType().getName())
                && isEqual(one.event(), other.event());
    }

    private static boolean isEqual(RecordedObject one, RecordedObject other) {
        List<ValueDescriptor> fields = one.getFields();
        if (fields.size() != other.getFields().size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).getName();
            if (!name.equals(other.getFields().get(i).getName())
                    || !isEqual(one.<Object>getValue(name), other.<Object>getValue(name))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEqual(Object one, Object other) {
        return one instanceof RecordedObject && other instanceof RecordedObject
                ? one.toString().equals(other.toString())
                : Objects.equals(one, other);
    }
}
