package io.mytracer.jmc.waterfall;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What places in the kernel mean. The words are those of the agent's table of hops, {@code
 * io.mytracer.bpf.Hop}; a test compares them. Thread-safe.
 */
final class Explanations {
    private static final Properties BY_FUNCTION = load();

    private Explanations() {}

    /** Returns null for a function that the table does not have, as with hops=all. */
    static String of(String function) {
        return function == null ? null : BY_FUNCTION.getProperty(function);
    }

    static Properties all() {
        return BY_FUNCTION;
    }

    private static Properties load() {
        Properties table = new Properties();
        try (InputStream in = Explanations.class.getResourceAsStream("hops.properties")) {
            table.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
