package io.mytracer.cli;

import io.mytracer.recording.NoRoomException;
import io.mytracer.recording.RecordingFiles;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Events of this JVM as they happen, by kernel time. JFR hands over what has been committed about
 * each second, in another order.
 *
 * <p>Thread-safe; the consumer is called by one thread at a time.
 */
final class LiveEvents implements AutoCloseable {
    private final RecordingStream stream = new RecordingStream();
    private final List<RecordedEvent> waiting = new ArrayList<>();
    private final Set<String> names;
    private final Predicate<RecordedEvent> wanted;
    private final Consumer<RecordedEvent> consumer;
    private volatile LongSupplier toldUntil;
    private Instant complete = Instant.MIN;

    /**
     * Hands nothing over yet.
     *
     * @param wanted which of the events
     * @param kept whether all is kept for {@link #copyTo}, in files
     */
    LiveEvents(
            List<Class<? extends Event>> types,
            Predicate<RecordedEvent> wanted,
            boolean kept,
            Consumer<RecordedEvent> consumer) {
        this.wanted = wanted;
        this.consumer = consumer;
        names =
                types.stream()
                        .map(type -> EventType.getEventType(type).getName())
                        .collect(Collectors.toSet());
        if (kept) {
            stream.setMaxSize(Long.MAX_VALUE);
        }
        types.forEach(stream::enable);
        stream.setReuse(false);
        stream.onEvent(this::add);
        stream.onFlush(this::flushed);
        stream.onClose(() -> release(Instant.MAX));
    }

    void start() {
        stream.startAsync();
    }

    /** Returns when all that has been committed up to now has been handed over. */
    void stop() {
        boolean ignored = stream.stop();
    }

    /**
     * Says what tells up to when all that has happened has been committed; before, nothing is
     * handed over.
     *
     * @param time of {@link System#nanoTime}
     */
    void until(LongSupplier time) {
        toldUntil = time;
    }

    private void add(RecordedEvent event) {
        if (wanted.test(event)) {
            waiting.add(event);
        }
    }

    /** What had been told when the last flush ended is here now: it was before this one began. */
    private void flushed() {
        release(complete);
        LongSupplier told = toldUntil;
        if (told != null) {
            complete = Instant.now().minusNanos(System.nanoTime() - told.getAsLong());
        }
    }

    /**
     * Writes a recording of what has been committed.
     *
     * @param max how many events at most
     */
    void copyTo(OutputStream out, long max) throws IOException, NoRoomException {
        Path file = Files.createTempFile("mytracer", ".jfr");
        try {
            stream.dump(file);
            List<String> problems =
                    new RecordingFiles(
                                    List.of(file),
                                    event ->
                                            names.contains(event.getEventType().getName())
                                                    && wanted.test(event))
                            .copyTo(out, max);
            if (!problems.isEmpty()) {
                throw new IOException(problems.getFirst());
            }
            out.flush();
        } finally {
            Files.delete(file);
        }
    }

    private void release(Instant until) {
        waiting.sort(Comparator.comparing(RecordedEvent::getStartTime));
        int count = 0;
        while (count < waiting.size() && waiting.get(count).getStartTime().isBefore(until)) {
            consumer.accept(waiting.get(count));
            count++;
        }
        waiting.subList(0, count).clear();
    }

    @Override
    public void close() {
        stream.close();
    }
}
