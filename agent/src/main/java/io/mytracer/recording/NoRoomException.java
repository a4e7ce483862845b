package io.mytracer.recording;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The temporary directory takes no copy of a part of a recording. The message is one line for the
 * user: which, where, and what to do.
 */
public final class NoRoomException extends Exception {
    private static final long serialVersionUID = 1L;

    NoRoomException(Path file, IOException cause) {
        super(
                "%s: no room for a part of it in %s (%s); choose another: java -Djava.io.tmpdir=DIR"
                        .formatted(file, System.getProperty("java.io.tmpdir"), cause.getMessage()),
                cause);
    }
}
