package io.mytracer.source;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fetches debug info by build id, with the variables and the cache of elfutils: {@code
 * DEBUGINFOD_URLS}, {@code DEBUGINFOD_TIMEOUT} (here: seconds for an answer, and for each part of
 * it) and {@code DEBUGINFOD_CACHE_PATH}. See {@code debuginfod_find_debuginfo(3)}.
 */
final class Debuginfod {
    private static final int DEFAULT_TIMEOUT = 90; // elfutils'
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(10);

    private final List<String> servers;
    private final Path cache;
    private final int timeoutMillis;
    private final Consumer<String> notes;

    /**
     * Reads the settings; nothing is fetched yet.
     *
     * @param environment variables
     * @param notes takes a line at each sign of progress: this takes minutes
     */
    Debuginfod(Map<String, String> environment, Consumer<String> notes) {
        String urls = environment.getOrDefault("DEBUGINFOD_URLS", "").strip();
        // Newer clients have words such as ima:enforcing among the servers.
        servers = List.of(urls.split("\\s+")).stream().filter(u -> u.contains("://")).toList();
        cache = cache(environment);
        timeoutMillis = 1000 * seconds(environment.get("DEBUGINFOD_TIMEOUT"));
        this.notes = notes;
    }

    /**
     * Returns the file with the debug info of a build id, from the cache or a server.
     *
     * @param what it is, for a note to the user
     * @throws IOException with a message that tells what each server said
     */
    Path debugInfo(String buildId, String what) throws IOException {
        Path cached = cache.resolve(buildId).resolve("debuginfo");
        // elfutils leaves an empty file where no server had one.
        if (Files.isRegularFile(cached) && Files.size(cached) > 0) {
            return cached;
        }
        if (servers.isEmpty()) {
            throw new IOException("DEBUGINFOD_URLS is not set");
        }
        List<String> answers = new ArrayList<>();
        for (String server : servers) {
            try {
                fetch(server, buildId, what, cached);
                return cached;
            } catch (IOException e) {
                // The message of some is only the host's name.
                boolean isOwn = e.getClass() == IOException.class && e.getMessage() != null;
                answers.add(server + ": " + (isOwn ? e.getMessage() : e.toString()));
            }
        }
        throw new IOException(String.join(", ", answers));
    }

    private void fetch(String server, String buildId, String what, Path cached) throws IOException {
        HttpURLConnection connection = connect(server, buildId);
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException(
                        status == HttpURLConnection.HTTP_NOT_FOUND ? "has none" : "HTTP " + status);
            }
            Files.createDirectories(cached.getParent());
            Path part = Files.createTempFile(cached.getParent(), "debuginfo.", "");
            part.toFile().deleteOnExit(); // the user may lose patience
            try {
                receive(connection, part, "debug info of " + what + " from " + server);
                ElfFile.open(part, buildId);
                Files.move(part, cached, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Not an HttpClient: up to JDK 25 no timeout of it ends a body that stands still. */
    private HttpURLConnection connect(String server, String buildId) throws IOException {
        URI uri;
        try {
            String base = server.endsWith("/") ? server : server + "/";
            uri = new URI(base + "buildid/" + buildId + "/debuginfo");
        } catch (URISyntaxException e) {
            throw new IOException("is not a URL", e);
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IOException("is not a URL of http or https");
        }
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setRequestProperty("User-Agent", "mytracer");
        return connection;
    }

    private void receive(HttpURLConnection connection, Path part, String what) throws IOException {
        long size = connection.getContentLengthLong(); // -1 where it is not told
        notes.accept("fetching " + what + progress(0, size));
        long received = 0;
        long told = System.nanoTime();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(part)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                received += n;
                if (System.nanoTime() - told > BETWEEN_NOTES.toNanos()) {
                    told = System.nanoTime();
                    notes.accept("fetching " + what + progress(received, size));
                }
            }
        }
        if (size >= 0 && received != size) {
            throw new IOException("ended after " + received + " of " + size + " bytes");
        }
    }

    private static String progress(long received, long size) {
        return ": " + (received >> 20) + (size < 0 ? "" : " of " + (size >> 20)) + " MiB";
    }

    private static int seconds(String text) {
        try {
            int seconds = text == null ? DEFAULT_TIMEOUT : Integer.parseInt(text.strip());
            return seconds > 0 && seconds < Integer.MAX_VALUE / 1000 ? seconds : DEFAULT_TIMEOUT;
        } catch (NumberFormatException e) {
            return DEFAULT_TIMEOUT;
        }
    }

    private static Path cache(Map<String, String> environment) {
        String own = environment.getOrDefault("DEBUGINFOD_CACHE_PATH", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String users = environment.getOrDefault("XDG_CACHE_HOME", "");
        return users.startsWith(File.separator)
                ? Path.of(users, "debuginfod_client")
                : Path.of(System.getProperty("user.home"), ".cache", "debuginfod_client");
    }
}
