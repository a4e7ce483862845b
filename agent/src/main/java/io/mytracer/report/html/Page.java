package io.mytracer.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts the page together: {@code page.html} with the style, the script and the data in it. Its
 * security policy lets run and style what comes from here, by hash, and nothing else: no network,
 * and nothing that a text of a recording might bring.
 */
final class Page {
    private static final String DATA = "@DATA@";

    /** One module after the other, each of which uses those before. */
    private static final List<String> SCRIPTS =
            List.of(
                    "model.js",
                    "words.js",
                    "overview.js",
                    "diagram.js",
                    "timeline.js",
                    "flame.js",
                    "causes.js",
                    "packets.js",
                    "journey.js",
                    "page.js");

    private Page() {}

    /** Writes the data. */
    @FunctionalInterface
    interface Data {
        void write(Json json) throws IOException;
    }

    static void write(Path file, Data data) throws IOException {
        String style = resource("page.css");
        String script = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
        String policy =
                "default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'"
                        .formatted(hash(script), hash(style));
        String page =
                resource("page.html")
                        .replace("@POLICY@", policy)
                        .replace("@STYLE@", style)
                        .replace("@SCRIPT@", script);
        int place = page.indexOf(DATA);
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(page, 0, place);
            data.write(new Json(out));
            out.write(page.substring(place + DATA.length()));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JVM has it
        }
    }
}
