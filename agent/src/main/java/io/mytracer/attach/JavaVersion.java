package io.mytracer.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The version of a JVM, from the file {@code release} of the runtime that it was started from. */
final class JavaVersion {
    private static final String KEY = "JAVA_VERSION=\"";

    private JavaVersion() {}

    /** Returns null where the runtime has no such file, or it cannot be read. */
    static String of(ProcDirectory process, Path library) {
        // lib/server/libjvm.so; jre/lib/amd64/server/libjvm.so in Java 8
        for (Path home = library.getParent(); home != null; home = home.getParent()) {
            Path release = process.root(home.resolve("release"));
            if (Files.isRegularFile(release)) {
                return read(release);
            }
        }
        return null;
    }

    private static String read(Path release) {
        try {
            return Files.readAllLines(release).stream()
                    .filter(line -> line.startsWith(KEY) && line.endsWith("\""))
                    .map(line -> line.substring(KEY.length(), line.length() - 1))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
