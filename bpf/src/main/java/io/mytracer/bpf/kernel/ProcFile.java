package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Small files of /proc and /sys, which may be absent or unreadable for many good reasons. */
final class ProcFile {
    private ProcFile() {}

    static Optional<String> text(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)).strip());
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    static OptionalInt number(String path) {
        try {
            return text(path)
                    .map(text -> OptionalInt.of(Integer.parseInt(text)))
                    .orElse(OptionalInt.empty());
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
