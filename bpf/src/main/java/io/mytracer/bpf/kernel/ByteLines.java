package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads long text files of the kernel line by line. By hand: a line as a String would cost a
 * quarter of a second per 100,000 lines in a cold JVM.
 */
final class ByteLines {
    private static final int LONGEST = 64 << 10;

    /** Takes lines, without what ends them; the bytes are valid in the call. */
    interface Sink {
        void line(byte[] bytes, int begin, int end);
    }

    private ByteLines() {}

    static void read(Path file, Sink sink) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[LONGEST];
            int held = 0;
            int read = in.read(buffer, 0, buffer.length);
            while (read > 0) {
                held += read;
                int begin = 0;
                for (int i = held - read; i < held; i++) {
                    if (buffer[i] == '\n') {
                        sink.line(buffer, begin, i);
                        begin = i + 1;
                    }
                }
                held -= begin;
                System.arraycopy(buffer, begin, buffer, 0, held);
                // A line as long as the buffer is none that anybody wants.
                held = held == buffer.length ? 0 : held;
                read = in.read(buffer, held, buffer.length - held);
            }
            sink.line(buffer, 0, held);
        }
    }
}
