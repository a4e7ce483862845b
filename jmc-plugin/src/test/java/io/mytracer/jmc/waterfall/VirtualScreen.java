package io.mytracer.jmc.waterfall;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives a test class a screen of its own: an Xvfb that ends with the tests. Without Xvfb or GTK the
 * class is skipped.
 */
final class VirtualScreen implements BeforeAllCallback, AutoCloseable {
    private Process server;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(VirtualScreen.class, key -> start(), VirtualScreen.class);
    }

    private static VirtualScreen start() {
        assumeTrue(isThere("/usr/bin/Xvfb", "/usr/local/bin/Xvfb"), "needs Xvfb");
        assumeTrue(
                isThere(
                        "/usr/lib/x86_64-linux-gnu/libgtk-3.so.0",
                        "/usr/lib64/libgtk-3.so.0",
                        "/usr/lib/libgtk-3.so.0"),
                "needs GTK 3");
        VirtualScreen screen = new VirtualScreen();
        try {
            screen.open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return screen;
    }

    private static boolean isThere(String... files) {
        return List.of(files).stream().anyMatch(file -> Files.exists(Path.of(file)));
    }

    private void open() throws IOException {
        // Xvfb takes a free number, and writes it where it is told.
        server =
                new ProcessBuilder(
                                "Xvfb",
                                "-displayfd",
                                "1",
                                "-screen",
                                "0",
                                "1400x900x24",
                                "-nolisten",
                                "tcp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String number = out.readLine();
        if (number == null) {
            throw new IOException("Xvfb ended with " + server.onExit().join().exitValue());
        }
        setEnvironment("DISPLAY", ":" + number.strip());
        setEnvironment("GDK_BACKEND", "x11");
        setEnvironment("GTK_THEME", "Adwaita");
        // No bus for screen readers here, and no complaints about that.
        setEnvironment("NO_AT_BRIDGE", "1");
    }

    /** GTK asks the C library, and Java cannot tell it. */
    @SuppressWarnings("restricted")
    private static void setEnvironment(String name, String value) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            int error =
                    (int)
                            linker.downcallHandle(
                                            linker.defaultLookup().findOrThrow("setenv"),
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.ADDRESS,
                                                    ValueLayout.ADDRESS,
                                                    ValueLayout.JAVA_INT))
                                    .invokeExact(
                                            arena.allocateFrom(name), arena.allocateFrom(value), 1);
            assumeTrue(error == 0, "setenv " + name);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
