package io.mytracer.recording;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A part of a recording that can be read without the others: JFR writes a file as chunks, each with
 * its own types and constants.
 *
 * @param file the recording
 * @param offset of the chunk, in bytes
 * @param size in bytes
 * @param isWhole whether the file has nothing else
 * @param start when JFR began to write it, in nanoseconds since 1970
 */
public record RecordedChunk(Path file, long offset, long size, boolean isWhole, long start) {
    private static final int HEADER_BYTES = 40;
    private static final int SIZE_AT = 8;
    private static final int START_AT = 32;
    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;

    /** What is read may be damaged in any way, and the parser then throws in any. */
    public static final class DamageException extends Exception {
        private static final long serialVersionUID = 1L;

        DamageException(Exception cause) {
            super(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
        }
    }

    /** Finds the chunks of a file, which has at least one: what is no chunk is part of the last. */
    static List<RecordedChunk> of(Path file) throws IOException {
        List<RecordedChunk> chunks = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            for (long offset = 0; offset < end; ) {
                ByteBuffer header = headerAt(channel, offset);
                long size = size(header);
                long left = end - offset;
                // A chunk that is still written, or whose end is lost, has no size to go by.
                if (size < HEADER_BYTES
                        || size > left
                        || size < left && size(headerAt(channel, offset + size)) == 0) {
                    size = left;
                }
                chunks.add(
                        new RecordedChunk(
                                file, offset, size, size == end, header.getLong(START_AT)));
                offset += size;
            }
        }
        return chunks;
    }

    private static ByteBuffer headerAt(FileChannel channel, long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        channel.read(header, offset);
        return header;
    }

    /** Returns 0 where no chunk begins. */
    private static long size(ByteBuffer header) {
        return header.getInt(0) == MAGIC ? header.getLong(SIZE_AT) : 0;
    }

    /**
     * Reads all events, in the order of the file.
     *
     * @param consumer takes each
     * @throws DamageException at what cannot be read; the consumer has had what stands before
     * @throws NoRoomException where the temporary directory takes no copy of the chunk
     */
    public void forEach(Consumer<RecordedEvent> consumer) throws DamageException, NoRoomException {
        with(
                recording -> {
                    while (recording.hasMoreEvents()) {
                        consumer.accept(recording.readEvent());
                    }
                });
    }

    /**
     * Copies events.
     *
     * @param out takes a chunk with them; nothing where the chunk is damaged
     * @param wanted which events
     * @throws DamageException where the chunk cannot be read
     * @throws NoRoomException where the temporary directory takes no copy of the chunk
     * @throws IOException of the output
     */
    void copyTo(OutputStream out, Predicate<RecordedEvent> wanted)
            throws DamageException, NoRoomException, IOException {
        Path part = temporary();
        try {
            with(recording -> recording.write(part, wanted));
            Files.copy(part, out);
        } finally {
            Files.delete(part);
        }
    }

    /** Does something with an open recording. */
    @FunctionalInterface
    private interface Reader {
        void read(RecordingFile recording) throws IOException;
    }

    private void with(Reader reader) throws DamageException, NoRoomException {
        if (isWhole) {
            with(file, reader);
            return;
        }
        Path copy = temporary();
        try {
            try (FileChannel in = FileChannel.open(file);
                    FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                for (long done = 0; done < size; ) {
                    done += in.transferTo(offset + done, size - done, to);
                }
            } catch (IOException e) {
                throw new NoRoomException(file, e);
            }
            with(copy, reader);
        } finally {
            copy.toFile().delete();
        }
    }

    private static void with(Path file, Reader reader) throws DamageException {
        try (RecordingFile recording = new RecordingFile(file)) {
            reader.read(recording);
        } catch (IOException | RuntimeException e) {
            throw new DamageException(e);
        }
    }

    private Path temporary() throws NoRoomException {
        try {
            return Files.createTempFile("mytracer", ".jfr");
        } catch (IOException e) {
            throw new NoRoomException(file, e);
        }
    }
}
