package io.mytracer.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Settings for JFR, from the agent's jar as a user would take them out of it. */
public final class Jfc {
    private Jfc() {}

    /** Takes a preset out of the jar. */
    static Path preset(String name, Path directory) throws IOException {
        try (JarFile jar = new JarFile(JvmCommand.AGENT.toFile())) {
            ZipEntry entry =
                    jar.stream()
                            .filter(e -> e.getName().endsWith("mytracer-" + name + ".jfc"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("the jar has no preset " + name));
            Path file = directory.resolve("mytracer-" + name + ".jfc");
            try (InputStream in = jar.getInputStream(entry)) {
                Files.write(file, in.readAllBytes());
            }
            return file;
        }
    }

    /** The profile preset with a status event each half second. */
    static Path watchful(Path directory) throws IOException {
        return changed("everyChunk", "500 ms", directory.resolve("watchful.jfc"));
    }

    /** The profile preset with status and loss events switched off, as a user may do. */
    static Path packetsOnly(Path directory) throws IOException {
        return changed(
                "(<event name=\"mytracer.Tracer[^>]*>\\s*<setting name=\"enabled\">)true",
                "$1false",
                directory.resolve("packets-only.jfc"));
    }

    /** The profile preset with every call on a socket, however short and many they are. */
    public static Path everyCall(Path directory) throws IOException {
        return changed("1 ms(.*\\s*.*)100/s", "0 ns$1off", directory.resolve("every-call.jfc"));
    }

    /**
     * The profile preset with calls on sockets however short they are, but ten a second at most.
     */
    static Path throttled(Path directory) throws IOException {
        return changed(
                "1 ms(?<calls>.*\\s*.*)100/s",
                "0 ns${calls}10/s",
                directory.resolve("throttled.jfc"));
    }

    /** An option of the JVM that starts the continuous preset without anything of each packet. */
    public static String unfollowed(Path directory, Path recording) throws IOException {
        return "-XX:StartFlightRecording=settings=%s,+mytracer.HopLatency#enabled=false,filename=%s"
                .formatted(preset("continuous", directory), recording);
    }

    private static Path changed(String pattern, String replacement, Path to) throws IOException {
        String preset = Files.readString(preset("profile", to.getParent()));
        String changed = preset.replaceAll(pattern, replacement);
        if (changed.equals(preset)) {
            throw new IOException("the preset has nothing like " + pattern);
        }
        return Files.writeString(to, changed);
    }
}
