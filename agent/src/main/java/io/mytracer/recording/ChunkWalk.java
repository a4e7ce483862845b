package io.mytracer.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Goes through the chunks of recordings, and notes what cannot be read. */
public final class ChunkWalk {

    /** Does something with a chunk. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Visits a chunk.
         *
         * @param counted to be run for each event that is read
         * @throws IOException of the output
         */
        void visit(RecordedChunk chunk, Runnable counted)
                throws RecordedChunk.DamageException, IOException, NoRoomException;
    }

    private final Visitor visitor;
    private final Set<Path> visited = new HashSet<>();
    private final Map<Path, String> problems = new LinkedHashMap<>();

    private ChunkWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Visits all chunks, of each file once.
     *
     * @param paths of recordings, or of directories: of their files {@code *.jfr}, by name
     * @return what could not be read, one line for each file, in the order of the files
     * @throws IOException of the visitor
     */
    public static Map<Path, String> walk(List<Path> paths, Visitor visitor)
            throws IOException, NoRoomException {
        ChunkWalk walk = new ChunkWalk(visitor);
        for (Path path : paths) {
            for (Path file : walk.files(path)) {
                if (walk.visited.add(file.toAbsolutePath().normalize())) {
                    walk.visit(file);
                }
            }
        }
        return Collections.unmodifiableMap(walk.problems);
    }

    private List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> recordings =
                    files.filter(file -> file.toString().endsWith(".jfr")).sorted().toList();
            if (recordings.isEmpty()) {
                problems.put(path, path + " is a directory without *.jfr files");
            }
            return recordings;
        } catch (IOException e) {
            problems.put(path, path + " cannot be read: permission denied");
            return List.of();
        }
    }

    private void visit(Path file) throws IOException, NoRoomException {
        String problem = refusal(file);
        if (problem != null) {
            problems.put(file, problem);
            return;
        }
        List<RecordedChunk> chunks;
        try {
            chunks = RecordedChunk.of(file);
        } catch (IOException e) {
            problems.put(file, file + " cannot be read: " + e.getMessage());
            return;
        }
        long[] events = {0};
        for (RecordedChunk chunk : chunks) {
            try {
                visitor.visit(chunk, () -> events[0]++);
            } catch (RecordedChunk.DamageException e) {
                problem = e.getMessage();
            }
        }
        if (problem != null) {
            problems.put(
                    file,
                    events[0] == 0
                            ? file + " is not a recording that can be read: " + problem
                            : file + " is damaged, so this is not all of it: " + problem);
        }
    }

    private static String refusal(Path file) {
        if (!Files.isRegularFile(file)) {
            return file + (Files.exists(file) ? " is not a file" : ": no such file");
        }
        if (!Files.isReadable(file)) {
            return file + " cannot be read: permission denied";
        }
        return file.toFile().length() == 0 ? file + " is empty: not a recording" : null;
    }
}
